//! Names of data sets and artifacts to the ids that other sources give the same things.

use crate::facts::Provider;
use crate::pipelines::file::{code_at, host_and_path};
use crate::pipelines::place::{Grain, Place};

fn named(kind: &str, id: String, name: &str) -> Place {
    Place {
        id,
        provider: Provider::Other,
        kind: kind.to_owned(),
        name: name.to_owned(),
        part_of: None,
    }
}

/// A data set by its namespace and name (OpenLineage, "Naming Conventions").
pub(super) fn dataset(namespace: &str, name: &str) -> Place {
    let other = || {
        named(
            "openlineage:dataset",
            format!("openlineage:{namespace}/{name}"),
            name,
        )
    };
    match namespace.split_once("://") {
        Some(("s3" | "s3a" | "s3n" | "gs" | "gcs" | "wasb" | "wasbs" | "abfs" | "abfss", _)) => {
            let uri = format!(
                "{}/{}",
                namespace.trim_end_matches('/'),
                name.trim_start_matches('/')
            );
            Place::of_uri(&uri, Grain::Guess).unwrap_or_else(other)
        }
        Some(("unitycatalog", _)) => named(
            "databricks:table",
            format!("databricks:tables/{name}"),
            name,
        ),
        _ if namespace == "bigquery" => {
            Place::of_uri(&format!("bq://{name}"), Grain::Object).unwrap_or_else(other)
        }
        // `arn:aws:glue:REGION:ACCOUNT` and `table/DATABASE/TABLE`.
        _ if namespace.starts_with("arn:aws:glue:") => {
            let mut place = named("aws:glue:table", format!("{namespace}:{name}"), name);
            place.provider = Provider::Aws;
            place
        }
        _ => other(),
    }
}

/// An artifact by the URI of a dependency: `git+https://…@REF`, a package URL, a place in storage. Source code is told
/// apart: it is run.
pub(super) fn artifact(uri: &str) -> (Place, bool) {
    if let Some(address) = uri
        .strip_prefix("git+")
        .or_else(|| uri.strip_prefix("git://"))
    {
        let address = address.split('#').next().unwrap_or(address);
        let after = address.find("://").map_or(0, |it| it.saturating_add(3));
        // What follows an `@` behind the host is the revision.
        let cut = address
            .get(after..)
            .and_then(|it| it.rfind('@'))
            .and_then(|it| address.get(..after.saturating_add(it)));
        let address = cut
            .filter(|it| it.matches('/').count() > 2)
            .unwrap_or(address);
        if let Some((host, path)) = host_and_path(address) {
            let (kind, id) = code_at(&host, &path, None);
            let mut place = named(kind, id, &path);
            if kind.starts_with("github:") {
                place.provider = Provider::Github;
            }
            return (place, true);
        }
    }
    if let Some(place) = package(uri) {
        return (place, false);
    }
    let other = || {
        named(
            "slsa:artifact",
            format!(
                "slsa:artifacts/{}",
                uri.split(['?', '#']).next().unwrap_or(uri)
            ),
            uri,
        )
    };
    (
        Place::of_uri(uri, Grain::Object).unwrap_or_else(other),
        false,
    )
}

/// `pkg:huggingface/ORG/NAME@REVISION`, `pkg:docker/NAME@…`, `pkg:oci/NAME?repository_url=…` (Package URL, "Types").
pub(super) fn package(url: &str) -> Option<Place> {
    let rest = url.strip_prefix("pkg:")?;
    let (kind, rest) = rest.split_once('/')?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.split('@').next().unwrap_or(path);
    match kind {
        "huggingface" => Place::of_hub(path),
        "docker" | "oci" => {
            let repository = query
                .split('&')
                .find_map(|it| it.strip_prefix("repository_url="));
            let reference = repository.map_or_else(|| path.to_owned(), |it| it.replace("%2F", "/"));
            crate::pipelines::image::repository(&reference).map(|(place, _)| place)
        }
        _ => Some(named("package", format!("pkg:{kind}/{path}"), path)),
    }
}
