//! What a trust asks of a claim, in words.

use super::formula::{Asked, Test};
use super::glob::Glob;
use super::issuer::is_github;
use super::token::Domain;

/// So many values are named.
const TOLD: usize = 4;

/// One thing that is asked of a claim: `the job runs on refs/heads/main`.
pub(super) fn sentence(issuer: &str, asked: &Asked, domain: &Domain) -> String {
    let claim = &asked.claim;
    let (globs, ignore_case) = match (&asked.test, asked.wanted) {
        (Test::Absent, true) => return format!("the token has no claim {claim}"),
        (Test::Absent, false) => return format!("the token has the claim {claim}"),
        (Test::In { globs, ignore_case }, _) => (globs, *ignore_case),
    };
    // Of a list, what the set of tokens can be.
    let fits = |glob: &&Glob| {
        ignore_case
            || domain
                .globs
                .iter()
                .any(|own| own.common(glob) != super::Common::Nothing)
    };
    let mut of_it: Vec<&Glob> = globs.iter().filter(fits).collect();
    if of_it.is_empty() || !asked.wanted {
        of_it = globs.iter().collect();
    }
    let told: Vec<&Glob> = of_it.iter().copied().take(TOLD).collect();
    let more = of_it.len() - told.len();
    let plain: Option<Vec<String>> = told.iter().map(|glob| job(issuer, claim, glob)).collect();
    let joint = if asked.wanted { " or " } else { " nor " };
    let mut text = match plain {
        Some(jobs) if asked.wanted => format!("the job runs {}", jobs.join(joint)),
        Some(jobs) => format!("the job does not run {}", jobs.join(joint)),
        None => {
            let wild = told.iter().any(|glob| glob.exact().is_none());
            let verb = match (asked.wanted, wild) {
                (true, false) => "is",
                (true, true) => "is like",
                (false, false) => "is not",
                (false, true) => "is not like",
            };
            let values: Vec<String> = told.iter().map(ToString::to_string).collect();
            format!("{claim} {verb} {}", values.join(joint))
        }
    };
    if ignore_case {
        text.push_str(" (in any case)");
    }
    if more > 0 {
        text.push_str(&format!("{joint}{more} more"));
    }
    text
}

/// Where a job of GitHub or GitLab runs by one claim.
fn job(issuer: &str, claim: &str, glob: &Glob) -> Option<String> {
    let text = glob.to_string();
    let on = |name: &str| format!("on {name}");
    let within = |name: &str| format!("in the environment {name}");
    match claim {
        "ref" => Some(on(&text)),
        "environment" => Some(within(&text)),
        "sub" if is_github(issuer) => {
            let (_, context) = text.strip_prefix("repo:")?.split_once(':')?;
            match context.split_once(':') {
                Some(("ref", name)) => Some(on(name)),
                Some(("environment", name)) => Some(within(name)),
                None if context == "pull_request" => Some("for a pull request".to_owned()),
                _ => None,
            }
        }
        "sub" => {
            let (_, rest) = text
                .strip_prefix("project_path:")?
                .split_once(":ref_type:")?;
            let (kind, name) = rest.split_once(":ref:")?;
            Some(on(&format!("the {kind} {name}")))
        }
        _ => None,
    }
}
