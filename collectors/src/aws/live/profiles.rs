//! The profiles of the shared configuration files.

use aws_config::profile::{self, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};

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
