//! The tokens that a stage may ask for, as sets: what each claim may be.

use std::collections::BTreeMap;

use blastradius_collectors::facts::IdentityToken;

use super::glob::{Common, Glob};

/// What a claim may be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain {
    /// One of these.
    pub globs: Vec<Glob>,
    /// And none of these.
    pub except: Vec<Glob>,
    /// Or it may not be there at all.
    pub may_be_absent: bool,
    /// Whoever asks for the token chooses among them.
    pub chosen: bool,
}

impl Domain {
    fn of(globs: Vec<Glob>) -> Self {
        Self {
            globs,
            except: Vec::new(),
            may_be_absent: false,
            chosen: false,
        }
    }

    /// Nothing is known of it.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            may_be_absent: true,
            ..Self::of(vec![Glob::any()])
        }
    }
}

/// A set of tokens of one issuer: those that have one pattern of a subject.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Token {
    /// The issuer without `https://`: `token.actions.githubusercontent.com`.
    pub issuer: String,
    /// What `sub` may be.
    pub subject: Glob,
    /// What `aud` may be. Empty: whoever asks for the token chooses.
    pub audiences: Vec<Glob>,
    /// What else is known.
    pub claims: BTreeMap<String, Vec<Glob>>,
}

/// The issuer as AWS writes it in the ARN of a provider: without `https://`, the host in small letters.
///
/// OpenID Connect Core 1.0, section 2: `iss` is a URL with the https scheme, and is compared as it is.
#[must_use]
pub fn issuer_name(issuer: &str) -> String {
    let rest = issuer
        .strip_prefix("https://")
        .unwrap_or(issuer)
        .trim_end_matches('/');
    match rest.split_once('/') {
        Some((host, path)) => format!("{}/{path}", host.to_ascii_lowercase()),
        None => rest.to_ascii_lowercase(),
    }
}

impl Token {
    /// The sets of tokens of a stage, one for each pattern of a subject.
    #[must_use]
    pub fn of(token: &IdentityToken) -> Vec<Self> {
        let globs = |texts: &[String]| texts.iter().map(|it| Glob::new(it)).collect::<Vec<_>>();
        let issuer = issuer_name(&token.issuer);
        let claims: BTreeMap<String, Vec<Glob>> = token
            .claims
            .iter()
            .map(|(name, values)| (name.clone(), globs(values)))
            .collect();
        let subjects = token.subjects.iter().map(|subject| {
            let mut claims = claims.clone();
            for (name, value) in told_by(&issuer, subject) {
                let told = Glob::new(&value);
                let stated = claims.remove(&name).unwrap_or_default();
                claims.insert(name, both(stated, told));
            }
            Self {
                issuer: issuer.clone(),
                subject: Glob::new(subject),
                audiences: globs(&token.audiences),
                claims,
            }
        });
        subjects.collect()
    }

    /// What a claim may be.
    #[must_use]
    pub fn domain(&self, claim: &str) -> Domain {
        match claim {
            "sub" => Domain {
                except: self.never(),
                ..Domain::of(vec![self.subject.clone()])
            },
            "iss" => Domain::of(vec![Glob::literal(&self.issuer)]),
            "aud" if self.audiences.is_empty() => Domain {
                chosen: true,
                ..Domain::of(vec![Glob::any()])
            },
            // A job may ask for each of the audiences that it declares.
            "aud" => Domain {
                chosen: self.audiences.iter().all(|it| it.exact().is_some()),
                ..Domain::of(self.audiences.clone())
            },
            _ => match self.claims.get(claim) {
                Some(globs) => Domain::of(globs.clone()),
                None => Domain::unknown(),
            },
        }
    }
}

impl Token {
    /// What the subject cannot be, for no value in it has a colon: none is in the name of a ref (git-check-ref-format),
    /// and GitHub writes `%3A` for one in the name of an environment.
    fn never(&self) -> Vec<Glob> {
        let text = self.subject.to_string();
        let open = text.find(['*', '?']).unwrap_or(text.len());
        let before = text.get(..open).unwrap_or_default();
        let in_value = before.contains(":ref:") || before.contains(":environment:");
        if open == text.len() || !in_value || !super::issuer::is_github(&self.issuer) {
            return Vec::new();
        }
        let colons = text.matches(':').count();
        vec![Glob::new(&format!("*{}", ":*".repeat(colons + 1)))]
    }
}

/// What a claim may be of which both a list and the subject of the same token say something: what fits both. Where nothing
/// does, the subject is right, for it is what is signed.
fn both(stated: Vec<Glob>, told: Glob) -> Vec<Glob> {
    let fits = |glob: &Glob| !matches!(glob.common(&told), Common::Nothing);
    // Either of two that overlap holds all that fits both: the one that says more of how it begins is the narrower.
    let begins = |glob: &Glob| glob.literal_prefix().len();
    let fitting = stated.into_iter().filter(fits);
    let mut narrowed: Vec<Glob> = fitting
        .map(|glob| match begins(&glob) > begins(&told) {
            true => glob,
            false => told.clone(),
        })
        .collect();
    narrowed.dedup();
    match narrowed.is_empty() {
        true => vec![told],
        false => narrowed,
    }
}

/// Claims that the usual subject of GitHub tells (GitHub documentation, "OpenID Connect reference"): `repo:OWNER/NAME:…`,
/// or with numbers, `repo:OWNER@ID/NAME@ID:…`.
fn told_by(issuer: &str, subject: &str) -> Vec<(String, String)> {
    let mut told = Vec::new();
    let parts = subject
        .strip_prefix("repo:")
        .and_then(|rest| rest.split_once(':'))
        .and_then(|(repository, context)| {
            let (owner, name) = repository.split_once('/')?;
            Some((owner, name, context))
        })
        .filter(|(owner, name, _)| !owner.contains(['*', '?']) && !name.contains(['*', '?']));
    let Some((owner, name, context)) = parts.filter(|_| super::issuer::is_github(issuer)) else {
        return told;
    };
    let mut say = |claim: &str, value: &str| told.push((claim.to_owned(), value.to_owned()));
    let (owner, owner_id) = owner
        .split_once('@')
        .map_or((owner, None), |it| (it.0, Some(it.1)));
    let (name, id) = name
        .split_once('@')
        .map_or((name, None), |it| (it.0, Some(it.1)));
    say("repository", &format!("{owner}/{name}"));
    say("repository_owner", owner);
    if let Some(id) = owner_id {
        say("repository_owner_id", id);
    }
    if let Some(id) = id {
        say("repository_id", id);
    }
    if let Some(git_ref) = context.strip_prefix("ref:") {
        say("ref", git_ref);
    }
    if let Some(environment) = context.strip_prefix("environment:") {
        say("environment", environment);
    }
    told
}
