//! Container images by their references (OCI Distribution Specification, "Pulling manifests"; Docker's short names).

use crate::aws::repository_of_image;
use crate::facts::Provider;

use super::Place;

/// The repository of an image, and the digest that the reference pins it to.
///
/// `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME` is the ECR repository; `LOCATION-docker.pkg.dev/P/R/…` the repository of
/// Artifact Registry; anything else `docker://HOST/NAME`. The tag is not part of the id.
pub(super) fn repository(reference: &str) -> Option<(Place, Option<String>)> {
    let reference = reference.trim();
    let reference = reference.strip_prefix("docker://").unwrap_or(reference);
    let reference = reference.strip_prefix("oci://").unwrap_or(reference);
    if reference.is_empty() || reference.contains(char::is_whitespace) {
        return None;
    }
    let (named, digest) = match reference.split_once('@') {
        Some((named, digest)) => (named, Some(digest.to_owned())),
        None => (reference, None),
    };
    let place = |id: String, provider, kind: &str, name: &str| Place {
        id,
        provider,
        kind: kind.to_owned(),
        name: name.to_owned(),
        part_of: None,
    };
    if let Some(ecr) = repository_of_image(reference, "aws") {
        let found = place(ecr.arn, Provider::Aws, "aws:ecr:repository", &ecr.name);
        return Some((found, digest));
    }
    let (host, path) = match named.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (host, path),
        Some(_) => ("docker.io", named),
        None => ("docker.io", named),
    };
    // A colon after the last slash begins the tag: before it, it is a port.
    let path = match path.rsplit_once('/') {
        Some((folder, last)) => format!("{folder}/{}", last.split(':').next()?),
        None => path.split(':').next()?.to_owned(),
    };
    let path = match (host, path.contains('/')) {
        ("docker.io", false) => format!("library/{path}"),
        _ => path,
    };
    if path.contains(['$', '{', '<']) || host.contains(['$', '{', '<']) {
        return None;
    }
    let found = match host.strip_suffix("-docker.pkg.dev") {
        Some(location) => {
            let mut parts = path.split('/');
            let (project, repository) = (parts.next()?, parts.next()?);
            let id = format!(
                "//artifactregistry.googleapis.com/projects/{project}/locations/{location}/repositories/{repository}"
            );
            place(id, Provider::Gcp, "gcp:artifactregistry:repository", &path)
        }
        None => {
            let id = format!("docker://{host}/{path}");
            place(id, Provider::Other, "docker:repository", &path)
        }
    };
    Some((found, digest))
}
