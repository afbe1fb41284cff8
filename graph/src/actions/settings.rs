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

/// How the subjects of tokens are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Template<'a> {
    /// As GitHub makes them; also where the setting was not read.
    Usual,
    /// Of these claims.
    Keys(Vec<&'a str>),
    /// Of these claims, if the repository asks for the template of its organisation.
    Perhaps(Vec<&'a str>),
    /// By a template that was not read.
    Unknown,
}

impl<'a> Settings<'a> {
    /// The template of subjects: that of the repository, or of its organisation if the repository has opted in and has none
    /// (`use_default: false`).
    pub(crate) fn subject_template(&self) -> Template<'a> {
        let of = |scope: Option<&'a Scope>| scope?.attributes.get("oidc_subject");
        let keys = |template: &'a Value| -> Option<Vec<&'a str>> {
            let keys = template.get("include_claim_keys")?.as_array()?;
            let keys: Vec<&str> = keys.iter().filter_map(Value::as_str).collect();
            (!keys.is_empty()).then_some(keys)
        };
        let above = of(self.organization).and_then(keys);
        let Some(own) = of(self.own) else {
            return above.map_or(Template::Usual, Template::Perhaps);
        };
        if own.get("use_default").and_then(Value::as_bool) != Some(false) {
            return Template::Usual;
        }
        keys(own)
            .or(above)
            .map_or(Template::Unknown, Template::Keys)
    }

    /// The group of runners of the organisation that has this number, and its name.
    fn runner_group(&self, number: &str) -> Option<(&'a str, &'a Value)> {
        let attributes = self.organization?.attributes.iter();
        let mut groups = attributes
            .filter_map(|(name, about)| Some((name.strip_prefix("runner_group:")?, about)));
        groups.find(|(_, about)| about.get("id").and_then(Value::as_str) == Some(number))
    }

    /// Whether a repository may use the runners of a group: `None` where that was not read. GitHub Docs, "Managing access to
    /// self-hosted runners using groups": all repositories, the private ones, or selected ones.
    pub(crate) fn may_use_group(&self, repository: &str, number: &str) -> Option<bool> {
        let (_, group) = self.runner_group(number)?;
        if self.is_public() == Some(true)
            && group.get("public").and_then(Value::as_bool) == Some(false)
        {
            return Some(false);
        }
        match group.get("visibility").and_then(Value::as_str)? {
            "all" => Some(true),
            "private" => Some(self.is_public() != Some(true)),
            "selected" => {
                let name = format!("runner_group_repositories:{number}");
                let listed = self.organization?.attributes.get(&name)?.as_array()?;
                let path = repository.split_once(':').map_or(repository, |(_, it)| it);
                let mut listed = listed.iter().filter_map(Value::as_str);
                Some(listed.any(|it| it.eq_ignore_ascii_case(path)))
            }
            _ => None,
        }
    }

    /// Whether only some workflows may use the runners of a group, and this is none of them: `ORG/REPO/.github/workflows/F.yml@REF`.
    pub(crate) fn group_refuses_workflow(&self, workflow: &str, number: &str) -> Option<bool> {
        let (_, group) = self.runner_group(number)?;
        if group.get("restricted_to_workflows")?.as_bool()? {
            let listed = group.get("workflows").and_then(Value::as_array)?;
            let path = workflow.split_once(':').map_or(workflow, |(_, it)| it);
            let mut listed = listed.iter().filter_map(Value::as_str);
            return Some(!listed.any(|it| it.split('@').next() == Some(path)));
        }
        Some(false)
    }

    /// None at all.
    pub(crate) fn unread() -> Self {
        Self {
            own: None,
            organization: None,
        }
    }

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
                detail: match reviewers {
                    1 => format!("environment `{name}` asks its reviewer"),
                    all => format!("environment `{name}` asks one of {all} reviewers"),
                },
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
