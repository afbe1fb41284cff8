//! What the settings of a repository and its organisation say, where they were collected.

use blastradius_collectors::facts::Scope;
use serde_json::Value;

use crate::estate::{Answer, Estate};
use crate::model::{Certainty, Gate, GateKind};

/// The settings of one repository.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings<'a> {
    own: Option<&'a Scope>,
    organization: Option<&'a Scope>,
}

/// What tokens may do where a workflow does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Default {
    /// Read contents and packages.
    Read,
    /// Write nearly everything.
    Write,
    /// The setting was not read.
    Unknown,
}

impl<'a> Settings<'a> {
    /// Those of a repository.
    pub(crate) fn of(estate: &Estate<'a>, repository: &str) -> Self {
        let scopes = &estate.facts.scopes;
        let organization = repository.rsplit_once('/').map(|(owner, _)| owner);
        Self {
            own: scopes.get(repository),
            organization: organization.and_then(|it| scopes.get(it)),
        }
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        let of = |scope: Option<&'a Scope>| scope?.attributes.get(name)?.as_str();
        of(self.own).or_else(|| of(self.organization))
    }

    /// `default_workflow_permissions` ("Setting the permissions of the GITHUB_TOKEN for your repository").
    pub(crate) fn default_permissions(&self) -> Default {
        match self.text("default_workflow_permissions") {
            Some("read") => Default::Read,
            Some("write") => Default::Write,
            _ => Default::Unknown,
        }
    }

    /// Whether people from outside see it: `None` where that was not read.
    pub(crate) fn is_public(&self) -> Option<bool> {
        let visibility = self.own?.attributes.get("visibility")?.as_str()?;
        Some(visibility == "public")
    }

    fn own(&self, name: &str) -> Option<&'a Value> {
        self.own?.attributes.get(name)
    }

    /// The name of the default branch.
    pub(crate) fn default_branch(&self) -> Option<&'a str> {
        self.own("default_branch")?.as_str()
    }

    /// The answer, if one may push to the branch (`None`: the default one): its protection is a gate.
    pub(crate) fn pushed(&self, branch: Option<&str>, answer: Answer) -> Answer {
        let branch = branch.or(self.default_branch());
        let shown = branch.unwrap_or("the default branch");
        let protection = branch.and_then(|it| {
            let rules = self.own(&format!("rules:{it}"));
            let asks = |it: &&Value| {
                it.get("reviews").and_then(Value::as_u64) > Some(0)
                    || it.get("restricted") == Some(&true.into())
            };
            // Rules that ask for something count by themselves; that they ask for nothing says nothing of the other kind.
            rules
                .filter(asks)
                .or_else(|| self.own(&format!("branch:{it}")))
        });
        let Some(protection) = protection else {
            return answer.unless_proven(
                Certainty::Conditional,
                format!("`{shown}` takes pushes without a review: its protection was not read"),
            );
        };
        let reviews = protection
            .get("reviews")
            .and_then(Value::as_u64)
            .unwrap_or(0);
        let restricted = protection.get("restricted").and_then(Value::as_bool);
        if reviews == 0 && restricted != Some(true) {
            return answer;
        }
        let mut answer = answer;
        let detail = match reviews {
            0 => format!("only some may push to `{shown}`"),
            _ => format!("`{shown}` asks for {reviews} approving reviews"),
        };
        answer.gates.push(Gate {
            kind: GateKind::Approval,
            detail: detail.clone(),
        });
        answer.unless_proven(Certainty::Conditional, detail)
    }

    /// The answer, if a job may use an environment: reviewers, waiting and branches are a gate; what was not read is a
    /// condition.
    pub(crate) fn environment(&self, name: &str, answer: Answer) -> Answer {
        let mut answer = answer;
        let Some(known) = self.own(&format!("environment:{name}")) else {
            answer.gates.push(Gate {
                kind: GateKind::Environment,
                detail: format!("environment `{name}`: its reviewers and branches were not read"),
            });
            return answer;
        };
        let count = |member: &str| {
            known
                .get(member)
                .and_then(Value::as_array)
                .map_or(0, Vec::len)
        };
        let reviewers = count("reviewers");
        if reviewers > 0 {
            answer.gates.push(Gate {
                kind: GateKind::Approval,
                detail: format!("environment `{name}` asks one of {reviewers} reviewers"),
            });
        }
        if let Some(policy) = known.get("branch_policy").and_then(Value::as_str) {
            answer.gates.push(Gate {
                kind: GateKind::Environment,
                detail: format!("environment `{name}` lets in {policy}"),
            });
        }
        answer
    }

    /// Whether nothing stands before an environment: `None` where it was not read.
    pub(crate) fn is_open(&self, name: &str) -> Option<bool> {
        let known = self.own(&format!("environment:{name}"))?;
        let reviewers = known.get("reviewers").and_then(Value::as_array);
        Some(reviewers.is_none_or(Vec::is_empty) && known.get("branch_policy").is_none())
    }
}
