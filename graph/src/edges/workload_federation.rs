//! Stage -> the subject of its token -> the identity that trusts it.

mod strangers;
mod subjects;
mod template;
mod trusts;
mod widths;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Provider, StageGate};

use super::lineage::kind_of;
use super::{EdgeRule, Findings, RuleMeta};
use crate::actions::{Job, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::federation::{Inventory, Platform, Token, Verdict, decide, width_of};
use crate::model::{Certainty, EdgeKind, Evidence, Gate};

pub(super) use trusts::{Trust, Trusts};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "workload-federation",
    title: "A job becomes an identity with the token of its platform",
    does: "A stage that may ask its platform for a token (OpenID Connect) has the subjects that the platform gives it: \
           each is a node, which stages share. What trusts the issuer (trust policies of roles, workload identity \
           pools, federated credentials) is compared with them, wildcards with wildcards: certain where every token \
           of the stage is let in, conditional, in words, where some are, and where something of the trust is not \
           understood. Names by which GitHub subjects hold numbers and those by which they do not are told apart. A \
           trust that no known stage has a token for is told at the identity, and stands as an edge from what it \
           asks for: an open one from the internet, one for a whole organisation from whoever makes a repository \
           there, one for a repository that is not known from whoever registers the name. Where the settings of a \
           repository of GitHub, or of its organisation, have a template for subjects, it is applied.",
    matters: "Whoever can push to the branch, or open the pull request, has the role without any key; a trust that \
              is one character too wide lets strangers in.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/reference/security/oidc",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
        "https://cloud.google.com/iam/docs/workload-identity-federation",
        "https://learn.microsoft.com/en-us/entra/workload-id/workload-identity-federation",
        "ATT&CK T1199",
        "ATT&CK T1078.004",
        "OWASP NHI6:2025 Insecure Cloud Deployment Configurations",
    ],
};

/// A stage that has a token: the record, the place in it, the stage, what stands before it.
struct Holder<'a> {
    evidence: Evidence,
    stage: &'a str,
    gates: &'a [StageGate],
    /// Whether no workflow that is known to call it lets it ask for tokens.
    capped: bool,
}

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let tokens = tokens(estate);
        let trusts = Trusts::of(estate);
        for federation in &trusts.unread {
            let note = format!(
                "trusts {}, whose providers were not read",
                federation.issuer
            );
            found.notes.push((federation.identity.clone(), note));
            found.trusts.push(widths::unread(federation));
        }
        if tokens.is_empty() && trusts.is_empty() {
            return;
        }
        let mut minted: BTreeSet<usize> = BTreeSet::new();
        let mut reached: BTreeMap<&Token, Vec<(usize, Answer)>> = BTreeMap::new();
        for token in tokens.keys() {
            let mut of_token = Vec::new();
            for (index, trust) in trusts.that_may_accept(token) {
                let Some(answer) = becomes(estate, token, trust) else {
                    continue;
                };
                minted.insert(index);
                of_token.push((index, answer));
            }
            reached.insert(token, of_token);
        }
        let names = subjects::names(&reached);
        for (token, holders) in &tokens {
            let Some(subject) = names.get(token) else {
                continue;
            };
            found.nodes.push(subjects::node(subject, token));
            for holder in holders {
                found.become_edge(holder.stage, subject, EdgeKind::Mints, None, mints(holder));
            }
        }
        // Tokens that nothing tells apart have one node.
        let mut drawn = BTreeSet::new();
        for (token, of_token) in reached {
            let Some(subject) = names.get(token) else {
                continue;
            };
            for (index, answer) in of_token {
                let Some(trust) = trusts.get(index) else {
                    continue;
                };
                if drawn.insert((subject.clone(), index)) {
                    found.nodes.extend(trust.node(estate));
                    found.become_edge(subject, trust.identity, EdgeKind::Trusts, None, answer);
                }
            }
        }
        let inventory = inventory(estate, tokens.keys());
        for (index, trust) in trusts.all() {
            strangers::add(estate, trust, minted.contains(&index), &inventory, found);
        }
    }
}

/// The tokens of all stages, each with the stages that have it.
fn tokens<'a>(estate: &Estate<'a>) -> BTreeMap<Token, Vec<Holder<'a>>> {
    let mut tokens: BTreeMap<Token, Vec<Holder<'a>>> = BTreeMap::new();
    let capped: BTreeSet<&str> = jobs(estate)
        .iter()
        .filter(|it| it.is_capped("id-token"))
        .map(Job::id)
        .collect();
    for pipeline in estate.facts.pipelines.values() {
        let settings = Settings::of(estate, &pipeline.scope);
        for (stage_index, stage) in pipeline.stages.iter().enumerate() {
            for (index, token) in stage.tokens.iter().enumerate() {
                let token = template::applied(token, settings);
                for each in Token::of(&token) {
                    tokens.entry(each).or_default().push(Holder {
                        evidence: Evidence {
                            record: format!("pipeline:{}", pipeline.id),
                            pointer: format!("/stages/{stage_index}/tokens/{index}"),
                            note: "may ask for a token".to_owned(),
                        },
                        stage: &stage.id,
                        gates: &stage.gates,
                        capped: capped.contains(stage.id.as_str()),
                    });
                }
            }
        }
    }
    tokens
}

fn mints(holder: &Holder<'_>) -> Answer {
    let mut answer = Answer::certain(vec![holder.evidence.clone()]);
    if holder.capped {
        let why = "a workflow that was not read calls it with `id-token: write`";
        answer = answer.unless_proven(Certainty::Conditional, why.to_owned());
    }
    answer.gates.extend(holder.gates.iter().map(|gate| Gate {
        kind: kind_of(gate),
        detail: gate.detail.clone(),
    }));
    answer
}

/// Whether a token of the set becomes the identity of a trust.
pub(super) fn becomes(estate: &Estate<'_>, token: &Token, trust: &Trust<'_, '_>) -> Option<Answer> {
    let decided = decide(token, &trust.formula);
    if decided.verdict == Verdict::None {
        return None;
    }
    let width = width_of(&token.issuer, &decided.ways);
    let mut answer = trust.confirmed(estate, token, &decided)?;
    if let Some(evidence) = answer.evidence.first_mut() {
        evidence.note = format!("{} ({})", evidence.note, width.class.name());
    }
    Some(match decided.verdict {
        Verdict::All | Verdict::None => answer,
        Verdict::Some(conditions) | Verdict::Unknown(conditions) => {
            // What the evaluator says already is not said twice.
            for condition in conditions {
                let told = answer.conditions.contains(&condition);
                answer.certainty = answer.certainty.min(Certainty::Conditional);
                if !told {
                    answer.conditions.push(condition);
                }
            }
            answer
        }
    })
}

/// The repositories that were read: those that hold pipelines, those that are scopes, those that tokens name.
fn inventory<'t>(estate: &Estate<'_>, tokens: impl Iterator<Item = &'t Token>) -> Inventory {
    let mut inventory = Inventory::default();
    let scopes = estate.facts.scopes.keys();
    let of_pipelines = estate.facts.pipelines.values().map(|it| &it.scope);
    for scope in scopes.chain(of_pipelines) {
        let known = [
            ("github:", "token.actions.githubusercontent.com"),
            ("gitlab:", "gitlab.com"),
        ];
        for (prefix, issuer) in known {
            if let Some(path) = scope.strip_prefix(prefix)
                && path.contains('/')
            {
                inventory.add(issuer, path);
            }
        }
    }
    for token in tokens {
        if let Some(project) = crate::federation::width(&token.issuer, &of_subject(token)).of
            && Platform::of(&token.issuer, "") != Platform::Other
        {
            inventory.add(&token.issuer, &project);
        }
    }
    inventory
}

fn of_subject(token: &Token) -> crate::federation::Formula {
    crate::federation::Formula::one_of("sub", vec![token.subject.clone()])
}

/// The platform of a record of trust, for the types of nodes.
fn type_of(provider: Provider, id: &str) -> &'static str {
    match provider {
        Provider::Gcp if id.contains("/serviceAccounts/") => "gcp:iam:service-account",
        Provider::Azure => "service-principal",
        _ => "identity",
    }
}
