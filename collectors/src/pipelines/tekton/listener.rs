//! Listeners: what reaches them from outside makes runs.

use super::super::defaults::kubernetes_id;
use super::super::pods::{Object, Pods, filled, items, written};
use super::super::{Node, Output, PipelineDraft};
use crate::facts::{LineageKind, Provider, Trigger};

/// Whatever reaches a listener makes runs, with its account.
pub(super) fn listener(root: &Node, spec: &Node, object: Object<'_>, output: &mut Output<'_>) {
    let kind = "tekton:event-listener";
    let (id, name) = (object.id(), object.name);
    let mut draft = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, root);
    draft.trigger(Trigger::new("event", "every request"));
    let mut stage = draft.stage("listen", "job", spec);
    let pods = Pods {
        namespace: object.namespace,
        value: &written,
    };
    pods.account(filled(spec, "serviceAccountName"), &mut stage);
    let single = std::slice::from_ref(spec)
        .iter()
        .filter(|_| object.kind == "Trigger");
    for trigger in items(spec, "triggers").iter().chain(single) {
        for interceptor in items(trigger, "interceptors") {
            for given in items(interceptor, "params") {
                let name = given.at(&["value", "secretName"]);
                pods.secret("interceptor", "", name, &mut stage);
            }
        }
        let template = trigger.at(&["template", "ref"]).and_then(Node::as_str);
        if let Some(template) = template {
            let id = kubernetes_id(object.namespace, "TriggerTemplate", template);
            stage.reads_asset(LineageKind::Code, "tekton:trigger-template", &id, None);
        }
    }
    draft.add(stage);
    output.pipeline(draft);
}
