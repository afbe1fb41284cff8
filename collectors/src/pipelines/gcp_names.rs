//! Ids of Google Cloud, by the names that definitions write.

/// A service account by its e-mail: `NAME@PROJECT.iam.gserviceaccount.com`. The project is not known of accounts that
/// Google makes (`NUMBER-compute@developer.gserviceaccount.com`): then it is `-`, as the API takes it.
pub(super) fn service_account(email: &str) -> String {
    let email = email.rsplit('/').next().unwrap_or(email);
    let domain = email.rsplit('@').next().unwrap_or_default();
    let project = domain
        .strip_suffix(".iam.gserviceaccount.com")
        .filter(|it| !it.is_empty())
        .unwrap_or("-");
    format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{email}")
}

/// A resource of Vertex AI by its relative name: `projects/P/locations/L/models/M`. A version (`@2`) is not part of the id.
pub(super) fn vertex(name: &str) -> String {
    let name = name.trim_start_matches('/');
    let name = name
        .strip_prefix("/aiplatform.googleapis.com/")
        .unwrap_or(name);
    let name = name
        .strip_prefix("aiplatform.googleapis.com/")
        .unwrap_or(name);
    let name = name.split('@').next().unwrap_or(name);
    format!("//aiplatform.googleapis.com/{name}")
}

/// A secret of Secret Manager, without its version.
pub(super) fn secret(name: &str) -> String {
    let name = name.trim_start_matches('/');
    let name = name
        .strip_prefix("secretmanager.googleapis.com/")
        .unwrap_or(name);
    let name = name.split("/versions/").next().unwrap_or(name);
    format!("//secretmanager.googleapis.com/{name}")
}

/// The project of a relative name.
pub(super) fn project(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once("projects/")?;
    rest.split('/').next().filter(|it| !it.is_empty())
}
