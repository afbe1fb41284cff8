//! The profiles of the shared configuration files.

use aws_config::profile::{self, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};

use super::credentials::{COMPARE, SIGN_IN};
use super::{CollectError, Options};

/// The profiles of the files that the environment names.
///
/// # Errors
/// When a file cannot be read or understood.
pub(super) async fn load() -> Result<ProfileSet, CollectError> {
    profile::load(&Fs::real(), &Env::real(), &Default::default(), None)
        .await
        .map_err(|_| CollectError::Profiles)
}

/// The profiles to use; `None` is what the environment says.
///
/// # Errors
/// When one that was named does not exist, by an option or by the environment.
pub(super) fn chosen(
    options: &Options,
    known: &ProfileSet,
) -> Result<Vec<Option<String>>, CollectError> {
    if options.all_profiles {
        let mut all: Vec<Option<String>> = known.profiles().map(|it| Some(it.to_owned())).collect();
        all.sort();
        if all.is_empty() {
            return Err(CollectError::Profiles);
        }
        return Ok(all);
    }
    let from_environment = || {
        let name = std::env::var("AWS_PROFILE").ok();
        name.filter(|name| !name.is_empty() && name != "default")
    };
    let named: Vec<String> = if options.profiles.is_empty() {
        from_environment().into_iter().collect()
    } else {
        options.profiles.clone()
    };
    for name in &named {
        if known.get_profile(name).is_none() {
            return Err(unknown(name, known));
        }
    }
    if options.profiles.is_empty() {
        return Ok(vec![None]);
    }
    Ok(named.into_iter().map(Some).collect())
}

fn unknown(name: &str, known: &ProfileSet) -> CollectError {
    let mut names: Vec<String> = known.profiles().map(|it| format!("`{it}`")).collect();
    names.sort();
    let more = names.len().saturating_sub(20);
    names.truncate(20);
    let help = if names.is_empty() {
        "they have no profile at all; `aws configure --profile NAME` makes one".to_owned()
    } else if more > 0 {
        format!("the profiles are {} and {more} more", names.join(", "))
    } else {
        format!("the profiles are {}", names.join(", "))
    };
    CollectError::NoProfile {
        name: name.to_owned(),
        help,
    }
}

/// Whether a profile takes its credentials from single sign-on.
pub(super) fn signs_on(known: &ProfileSet, profile: Option<&str>) -> bool {
    let environment = std::env::var("AWS_PROFILE").ok();
    let name = profile.or(environment.as_deref()).unwrap_or("default");
    known.get_profile(name).is_some_and(|it| {
        ["sso_session", "sso_start_url"]
            .iter()
            .any(|key| it.get(key).is_some())
    })
}

/// What gives credentials to a profile (AWS SDKs and Tools Reference Guide, "Standardized credential providers").
const GIVES_CREDENTIALS: [&str; 7] = [
    "aws_access_key_id",
    "credential_process",
    "credential_source",
    "login_session",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];

/// How many profiles may take their credentials from each other, one after the other.
const LONGEST_CHAIN: usize = 16;

/// The error of having no credentials, with what the environment and the files tell of the reason.
pub(super) fn explained(
    error: CollectError,
    known: &ProfileSet,
    profile: Option<&str>,
) -> CollectError {
    match &error {
        CollectError::Identity { help, .. } if help == SIGN_IN || help == COMPARE => {}
        _ => return error,
    }
    let why = match profile {
        Some(name) => lacking(known, name),
        None => half_a_key().or_else(|| {
            let name = std::env::var("AWS_PROFILE").ok();
            lacking(known, name.as_deref().unwrap_or("default"))
        }),
    };
    match why {
        Some((reason, help)) => CollectError::Identity { reason, help },
        None => error,
    }
}

/// One of the two parts of a key in the environment.
fn half_a_key() -> Option<(String, String)> {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let (id, secret) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    let (there, missing) = match (is_set(id), is_set(secret)) {
        (true, false) => (id, secret),
        (false, true) => (secret, id),
        _ => return None,
    };
    Some((
        format!("`{there}` is set in the environment, and `{missing}` is not"),
        "set both of them, or none and a profile with `AWS_PROFILE`".to_owned(),
    ))
}

/// What a profile, or the one that it takes its credentials from, has not. `None` where nothing is missing, or there is no
/// such profile.
fn lacking(known: &ProfileSet, name: &str) -> Option<(String, String)> {
    let mut name = name.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let profile = known.get_profile(&name)?;
        let Some(source) = profile.get("source_profile").filter(|it| *it != name) else {
            if GIVES_CREDENTIALS
                .iter()
                .any(|key| profile.get(key).is_some())
            {
                return None;
            }
            return Some((
                format!("the profile `{name}` says nothing of credentials"),
                format!(
                    "add them with `aws configure --profile {name}` or `aws configure sso --profile {name}`"
                ),
            ));
        };
        if known.get_profile(source).is_none() {
            return Some((
                format!(
                    "the profile `{name}` takes its credentials from the profile `{source}`, which does not exist"
                ),
                format!("correct `source_profile` of `{name}`, or add the profile `{source}`"),
            ));
        }
        name = source.to_owned();
    }
    Some((
        format!("the profile `{name}` and others take their credentials from each other"),
        "correct `source_profile` of one of them".to_owned(),
    ))
}
