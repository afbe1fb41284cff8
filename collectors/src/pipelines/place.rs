//! Where data, models and code lie, by the URIs that definitions write.
//!
//! Storage is bucket and prefix. A prefix has an id that ends in `/*`: what lies under it has an id that begins like it.

use crate::facts::{Asset, AssetClass, Origin, Provider};

/// Something that a URI names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The id of the asset.
    pub id: String,
    /// The platform that holds it.
    pub provider: Provider,
    /// The type: `aws:s3:prefix`.
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// The bucket, container or repository that it is a part of.
    pub part_of: Option<Box<Place>>,
}

/// Whether a URI means one thing or everything under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// One object.
    Object,
    /// Everything that begins so.
    Prefix,
    /// The last part of an object has an extension (`train.csv`), a folder has none.
    Guess,
    /// A model: one object where it has the extension of a file of models (`model.joblib`), else a folder (`v1.0`).
    Model,
}

/// A storage whose URIs are a bucket and a key.
struct Storage {
    provider: Provider,
    kind: &'static str,
}

const S3: Storage = Storage {
    provider: Provider::Aws,
    kind: "aws:s3",
};
const GCS: Storage = Storage {
    provider: Provider::Gcp,
    kind: "gcp:storage",
};
const BLOB: Storage = Storage {
    provider: Provider::Azure,
    kind: "azure:storage",
};

impl Place {
    /// What a URI names; `None` where it is no URI of a known kind. Queries, fragments and user information are dropped:
    /// tokens stand there.
    ///
    /// `s3://B/K`, `s3a://`, `s3n://`, `arn:aws:s3:::B/K`; `gs://B/K` and `/gcs/B/K` (Vertex AI mounts buckets there);
    /// `wasbs://C@A.blob…/K`, `abfss://C@A.dfs…/K`, `https://A.blob.core.windows.net/C/K`; `bq://P.D.T`;
    /// `hf://`; `dbfs:/`; `azureml://`; `http(s)://`.
    #[must_use]
    pub fn of_uri(uri: &str, grain: Grain) -> Option<Self> {
        let uri = uri.trim();
        let (scheme, rest) = match uri.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None if uri.starts_with("arn:") => return Self::of_arn(uri, grain),
            None if uri.starts_with("/gcs/") => ("gs", uri.strip_prefix("/gcs/")?),
            None => match uri.split_once(":/")? {
                (scheme @ ("dbfs" | "oci" | "hf" | "mlflow-artifacts"), rest) => (scheme, rest),
                _ => return None,
            },
        };
        match scheme.to_ascii_lowercase().as_str() {
            "s3" | "s3a" | "s3n" | "minio" => {
                let (bucket, key) = split(rest);
                keyed(&S3, format!("arn:aws:s3:::{bucket}"), bucket, key, grain)
            }
            "gs" | "gcs" => {
                let (bucket, key) = split(rest);
                let id = format!("//storage.googleapis.com/{bucket}");
                keyed(&GCS, id, bucket, key, grain)
            }
            "wasb" | "wasbs" | "abfs" | "abfss" => {
                let (authority, key) = split(rest);
                let (container, host) = authority.split_once('@')?;
                blob(host.split('.').next()?, container, key, grain)
            }
            "bq" | "bigquery" => table(rest),
            "hf" | "huggingface" => Self::of_hub(rest),
            "http" | "https" => web(rest, grain),
            // The storage of one's own platform: data sets of a workspace, files of a cluster.
            scheme @ ("azureml" | "dbfs" | "pvc" | "mlflow-artifacts" | "models" | "runs") => {
                let kind = format!("{scheme}:path");
                let rest = rest.trim_matches('/');
                let id = format!("{scheme}://{}", without_query(rest));
                let id = if is_object(rest, grain) {
                    id
                } else {
                    format!("{id}/*")
                };
                Some(Self {
                    name: without_query(rest).to_owned(),
                    id,
                    provider: Provider::Other,
                    kind,
                    part_of: None,
                })
            }
            _ => None,
        }
    }

    /// A model or data set of the Hugging Face hub: `ORG/NAME`, `datasets/ORG/NAME`, each maybe with `@REVISION` and a
    /// path in it. The revision is not part of the id.
    #[must_use]
    pub fn of_hub(path: &str) -> Option<Self> {
        let path = without_query(path).trim_matches('/');
        let (kind, path) = match path.split_once('/') {
            Some(("datasets", rest)) => ("dataset", rest),
            Some(("spaces", rest)) => ("space", rest),
            Some(("models", rest)) => ("model", rest),
            _ => ("model", path),
        };
        let mut parts = path.split('/');
        let owner = parts.next().filter(|it| !it.is_empty())?;
        let name = match parts.next() {
            Some(name) => format!("{owner}/{}", name.split('@').next()?),
            None => owner.split('@').next()?.to_owned(),
        };
        Some(Self {
            id: format!("huggingface:{kind}s/{name}"),
            provider: Provider::Other,
            kind: format!("huggingface:{kind}"),
            name,
            part_of: None,
        })
    }

    fn of_arn(arn: &str, grain: Grain) -> Option<Self> {
        let resource = arn.splitn(6, ':').nth(5)?;
        let service = arn.split(':').nth(2)?;
        if service == "s3" {
            let (bucket, key) = split(resource);
            return keyed(&S3, format!("arn:aws:s3:::{bucket}"), bucket, key, grain);
        }
        None
    }

    /// The same place in a partition of AWS, where it is of AWS: URIs do not name one.
    #[must_use]
    pub fn in_partition(mut self, partition: &str) -> Self {
        if let Some(rest) = self.id.strip_prefix("arn:aws:") {
            self.id = format!("arn:{partition}:{rest}");
        }
        self.part_of = self
            .part_of
            .map(|whole| Box::new(whole.in_partition(partition)));
        self
    }

    /// The asset that it is, and those that it is a part of, the largest first.
    #[must_use]
    pub fn assets(&self, class: AssetClass, origin: &Origin) -> Vec<Asset> {
        let mut all = match &self.part_of {
            Some(whole) => whole.assets(AssetClass::Data, origin),
            None => Vec::new(),
        };
        all.push(Asset {
            id: self.id.clone(),
            provider: self.provider,
            class,
            kind: self.kind.clone(),
            name: self.name.clone(),
            scope: None,
            region: None,
            part_of: self.part_of.as_ref().map(|whole| whole.id.clone()),
            encryption_key: None,
            tags: None,
            attributes: std::collections::BTreeMap::new(),
            origin: origin.clone(),
        });
        all
    }
}

/// Authority and path, without query and fragment.
fn split(rest: &str) -> (&str, &str) {
    let rest = without_query(rest);
    rest.split_once('/').unwrap_or((rest, ""))
}

fn without_query(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or(text)
}

fn is_object(key: &str, grain: Grain) -> bool {
    let last = key.rsplit('/').next().unwrap_or_default();
    match grain {
        Grain::Object => !last.is_empty(),
        Grain::Prefix => false,
        Grain::Model => crate::model_format::is_file(last),
        Grain::Guess => last.rsplit_once('.').is_some_and(|(name, extension)| {
            let short = (1..=8).contains(&extension.len());
            !name.is_empty() && short && extension.bytes().all(|b| b.is_ascii_alphanumeric())
        }),
    }
}

fn keyed(storage: &Storage, id: String, bucket: &str, key: &str, grain: Grain) -> Option<Place> {
    // A name that begins with an expression is none.
    if bucket.is_empty() || bucket.contains(['$', '{', '<', ' ']) {
        return None;
    }
    let word = if storage.kind == BLOB.kind {
        "container"
    } else {
        "bucket"
    };
    let whole = Place {
        id,
        provider: storage.provider,
        kind: format!("{}:{word}", storage.kind),
        name: bucket.to_owned(),
        part_of: None,
    };
    let object = is_object(key, grain) && !key.ends_with('/');
    let key = key
        .trim_matches('/')
        .trim_end_matches("/*")
        .trim_matches('*')
        .trim_end_matches('/');
    if key.is_empty() {
        return Some(whole);
    }
    let (id, kind) = match object {
        true => (format!("{}/{key}", whole.id), "object"),
        false => (format!("{}/{key}/*", whole.id), "prefix"),
    };
    Some(Place {
        id,
        provider: storage.provider,
        kind: format!("{}:{kind}", storage.kind),
        name: format!("{bucket}/{key}"),
        part_of: Some(Box::new(whole)),
    })
}

/// A container of a storage account, however its URI is spelt ("Access Azure Data Lake Storage or Blob Storage").
fn blob(account: &str, container: &str, key: &str, grain: Grain) -> Option<Place> {
    let account = account.to_ascii_lowercase();
    let id = format!("https://{account}.blob.core.windows.net/{container}");
    let mut place = keyed(&BLOB, id, container, key, grain)?;
    place.name = format!("{account}/{}", place.name);
    Some(place)
}

/// `bq://PROJECT.DATASET.TABLE` (Vertex AI, "BigQueryDestination").
fn table(rest: &str) -> Option<Place> {
    let name = without_query(rest).replace(':', ".");
    let mut parts = name.splitn(3, '.');
    let project = parts.next().filter(|it| !it.is_empty())?;
    let mut id = format!("//bigquery.googleapis.com/projects/{project}");
    let mut kind = "gcp:bigquery:project";
    if let Some(dataset) = parts.next() {
        id = format!("{id}/datasets/{dataset}");
        kind = "gcp:bigquery:dataset";
    }
    if let Some(table) = parts.next() {
        id = format!("{id}/tables/{table}");
        kind = "gcp:bigquery:table";
    }
    Some(Place {
        id,
        provider: Provider::Gcp,
        kind: kind.to_owned(),
        name,
        part_of: None,
    })
}

/// Something on the web; storage that has an address there is that storage.
fn web(rest: &str, grain: Grain) -> Option<Place> {
    let (authority, path) = split(rest);
    let host = authority.rsplit('@').next()?.to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    match labels.as_slice() {
        [account, "blob" | "dfs", "core", ..] => {
            let (container, key) = split(path);
            return blob(account, container, key, grain);
        }
        ["storage", "googleapis", "com"] => {
            let (bucket, key) = split(path);
            let id = format!("//storage.googleapis.com/{bucket}");
            return keyed(&GCS, id, bucket, key, grain);
        }
        ["s3", "amazonaws", "com"] | ["s3", _, "amazonaws", "com"] => {
            let (bucket, key) = split(path);
            return keyed(&S3, format!("arn:aws:s3:::{bucket}"), bucket, key, grain);
        }
        [bucket, "s3", .., "amazonaws", "com"] => {
            return keyed(&S3, format!("arn:aws:s3:::{bucket}"), bucket, path, grain);
        }
        ["huggingface", "co"] | ["hf", "co"] => {
            let path = path.split("/resolve/").next().unwrap_or(path);
            return Place::of_hub(path.split("/blob/").next().unwrap_or(path));
        }
        _ => {}
    }
    let name = format!("{host}/{}", path.trim_end_matches('/'));
    (host.contains('.') || host == "localhost").then(|| Place {
        id: format!("https://{name}"),
        provider: Provider::Other,
        kind: "web:url".to_owned(),
        name,
        part_of: None,
    })
}
