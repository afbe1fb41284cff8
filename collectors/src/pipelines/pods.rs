//! What a pod says: whose permissions its containers have, which secrets they are given, which images they run.
//!
//! Kubernetes API reference, "PodSpec v1 core", "Container v1 core", "Volume v1 core".

use super::defaults::{KUBERNETES, NAMESPACE, kubernetes_id};
use super::{Node, StageDraft, Value};
use crate::facts::LineageKind;

/// A manifest of Kubernetes, by what names it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'d> {
    /// `Workflow`.
    pub(super) kind: &'d str,
    /// The namespace; where none is named, the default one.
    pub(super) namespace: &'d str,
    /// The name, or what a generated one begins with.
    pub(super) name: &'d str,
}

impl<'d> Object<'d> {
    /// What a manifest says of itself.
    pub(super) fn of(root: &'d Node) -> Self {
        let named = |member| root.at(&["metadata", member]).and_then(Node::as_str);
        Self {
            kind: root.text_of("kind").unwrap_or("Unknown"),
            namespace: named("namespace").unwrap_or(NAMESPACE),
            name: named("name")
                .or_else(|| named("generateName"))
                .unwrap_or("unnamed"),
        }
    }

    /// `k8s:_/NAMESPACE/KIND/NAME`.
    pub(super) fn id(&self) -> String {
        kubernetes_id(self.namespace, self.kind, self.name)
    }
}

/// Reads pods of a namespace.
pub(super) struct Pods<'a> {
    /// Where they run.
    pub(super) namespace: &'a str,
    /// What is known of a text: the language of expressions around the pod.
    pub(super) value: &'a dyn Fn(&str) -> Value,
}

/// Text without expressions.
pub(super) fn written(text: &str) -> Value {
    Value::literal(text)
}

/// The type of secrets of a cluster.
pub(super) const SECRET: &str = "k8s:secret";

/// Volumes that are mounted with a secret.
const WITH_SECRET: [&str; 7] = [
    "azureFile",
    "cephfs",
    "flexVolume",
    "iscsi",
    "rbd",
    "scaleIO",
    "storageos",
];

impl Pods<'_> {
    /// A pod: its account and all that is in it.
    pub(super) fn pod(&self, spec: &Node, stage: &mut StageDraft) {
        // `serviceAccount` is the old name of the member, which is still read.
        let named = filled(spec, "serviceAccountName").or_else(|| filled(spec, "serviceAccount"));
        self.account(named, stage);
        self.parts(spec, stage);
    }

    /// The service account; where none is named, the default one of the namespace.
    pub(super) fn account(&self, named: Option<&str>, stage: &mut StageDraft) {
        let id = |name: &str| kubernetes_id(self.namespace, "ServiceAccount", name);
        match named {
            Some(named) => stage.runs_as("service-account", &(self.value)(named), id),
            None => stage.runs_as_default("service-account", id("default"), KUBERNETES.why),
        }
    }

    /// What is in a pod beside its account.
    pub(super) fn parts(&self, spec: &Node, stage: &mut StageDraft) {
        for list in ["initContainers", "containers", "ephemeralContainers"] {
            for container in items(spec, list) {
                self.container(container, stage);
            }
        }
        self.volumes(spec, stage);
        for secret in items(spec, "imagePullSecrets") {
            self.secret("image-pull", "", secret.get("name"), stage);
        }
        if spec
            .get("automountServiceAccountToken")
            .and_then(Node::as_bool)
            == Some(false)
        {
            stage.attribute("service_account_token", "not mounted");
        }
        let shared: Vec<&str> = ["hostNetwork", "hostPID", "hostIPC"]
            .into_iter()
            .filter(|it| spec.get(it).and_then(Node::as_bool) == Some(true))
            .collect();
        if !shared.is_empty() {
            stage.attribute("shares_with_host", shared);
        }
    }

    /// A container: its image and its environment.
    pub(super) fn container(&self, container: &Node, stage: &mut StageDraft) {
        if let Some(image) = filled(container, "image") {
            stage.image("image", &(self.value)(image));
        }
        let privileged = container.at(&["securityContext", "privileged"]);
        if privileged.and_then(Node::as_bool) == Some(true) {
            stage.attribute("privileged", true);
        }
        self.environment(container, stage);
    }

    /// `env` and `envFrom`.
    pub(super) fn environment(&self, of: &Node, stage: &mut StageDraft) {
        for variable in items(of, "env") {
            let Some(name) = variable.text_of("name") else {
                continue;
            };
            match variable.at(&["valueFrom", "secretKeyRef"]) {
                Some(reference) => self.secret("env", name, reference.get("name"), stage),
                None => match variable.text_of("value") {
                    Some(text) => {
                        let value = (self.value)(text);
                        stage.variable(name, value.known());
                    }
                    None => stage.variable(name, None),
                },
            }
        }
        for source in items(of, "envFrom") {
            if let Some(reference) = source.get("secretRef") {
                self.secret("env-from", "", reference.get("name"), stage);
            }
        }
    }

    /// The secrets among the volumes, the claims that data lies in, and what is mounted of the host.
    pub(super) fn volumes(&self, spec: &Node, stage: &mut StageDraft) {
        for volume in items(spec, "volumes") {
            self.volume(volume, stage);
        }
    }

    /// One volume.
    pub(super) fn volume(&self, volume: &Node, stage: &mut StageDraft) {
        let name = volume.text_of("name").unwrap_or_default();
        if let Some(secret) = volume.get("secret") {
            self.secret("volume", name, secret.get("secretName"), stage);
        }
        let projected = volume.at(&["projected", "sources"]);
        for source in projected.map_or(&[][..], Node::items) {
            let secret = source.at(&["secret", "name"]);
            self.secret("volume", name, secret, stage);
        }
        self.driver(volume, name, stage);
        for kind in WITH_SECRET {
            if let Some(source) = volume.get(kind) {
                let by_name = source.get("secretName");
                let secret = by_name.or_else(|| source.at(&["secretRef", "name"]));
                self.secret("volume", name, secret, stage);
            }
        }
        if let Some(claim) = volume.get("persistentVolumeClaim") {
            self.claim(claim, stage);
        }
        if let Some(path) = volume.at(&["hostPath", "path"]).and_then(Node::as_str) {
            let path = crate::redact::free_text(path).into_owned();
            let paths = stage.fact().attributes.entry("host_paths".to_owned());
            if let serde_json::Value::Array(paths) =
                paths.or_insert_with(|| Vec::<String>::new().into())
            {
                paths.push(path.into());
            }
        }
    }

    /// A volume of a driver; that of the Secrets Store takes secrets from outside of the cluster, by the name of a
    /// `SecretProviderClass` (Secrets Store CSI Driver, "Usage").
    fn driver(&self, volume: &Node, name: &str, stage: &mut StageDraft) {
        let Some(driver) = volume.get("csi") else {
            return;
        };
        if let Some(class) = driver
            .at(&["volumeAttributes", "secretProviderClass"])
            .and_then(Node::as_str)
        {
            let id = kubernetes_id(self.namespace, "SecretProviderClass", class);
            stage.secret("volume", name, &id, "k8s:secret-provider-class", None);
        }
        let publish = driver.at(&["nodePublishSecretRef", "name"]);
        self.secret("volume", name, publish, stage);
    }

    /// A claim is storage that other pods read and write too.
    fn claim(&self, claim: &Node, stage: &mut StageDraft) {
        let Some(name) = filled(claim, "claimName") else {
            return;
        };
        if let Some(known) = (self.value)(name).known() {
            let id = kubernetes_id(self.namespace, "PersistentVolumeClaim", known);
            let kind = "k8s:persistent-volume-claim";
            stage.reads_asset(LineageKind::Data, kind, &id, None);
            if claim.get("readOnly").and_then(Node::as_bool) != Some(true) {
                stage.writes_asset(LineageKind::Data, kind, &id, None);
            }
        }
    }

    /// A secret of the namespace, by the member that holds its name.
    pub(super) fn secret(
        &self,
        how: &str,
        seen_as: &str,
        named: Option<&Node>,
        stage: &mut StageDraft,
    ) {
        let Some(text) = named.and_then(Node::as_str).filter(|it| !it.is_empty()) else {
            return;
        };
        let value = (self.value)(text);
        match value.known() {
            Some(known) => {
                let id = kubernetes_id(self.namespace, "Secret", known);
                stage.secret(how, seen_as, &id, SECRET, value.assumed());
            }
            None => {
                let member = format!("{how} {seen_as}");
                stage.unresolved(member.trim(), "secret", &value);
            }
        }
    }
}

/// The text of a member that is not empty.
pub(super) fn filled<'d>(node: &'d Node, member: &str) -> Option<&'d str> {
    node.text_of(member).filter(|it| !it.is_empty())
}

/// The members of a list.
pub(super) fn items<'d>(node: &'d Node, member: &str) -> &'d [Node] {
    node.get(member).map_or(&[][..], Node::items)
}
