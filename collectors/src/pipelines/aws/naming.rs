//! What resources are called that a definition names without their ARNs.

use crate::aws::wire::Arn;

/// Where the resources of a definition are.
#[derive(Debug, Clone)]
pub(crate) struct Naming {
    partition: String,
    region: Option<String>,
    account: Option<String>,
    /// The id of the repository of the file, for what has no account.
    repository: String,
    /// Whether other answers of the same account tell what the resources are.
    collected: bool,
}

impl Naming {
    /// In the account and region of an ARN. What is named is told by other answers.
    pub(crate) fn collected(partition: &str, region: Option<&str>, account: &str) -> Self {
        Self {
            partition: partition.to_owned(),
            region: region.map(str::to_owned),
            account: Some(account.to_owned()),
            repository: String::new(),
            collected: true,
        }
    }

    /// In an account that the definition does not name.
    pub(super) fn unknown(repository: &str) -> Self {
        Self {
            partition: "aws".to_owned(),
            region: None,
            account: None,
            repository: repository.to_owned(),
            collected: false,
        }
    }

    /// The same, with what an ARN of the definition tells.
    pub(super) fn like(mut self, arn: &str) -> Self {
        if let Some(arn) = Arn::parse(arn)
            && let Some(account) = arn.account_id()
        {
            self.account = Some(account.to_owned());
            arn.partition.clone_into(&mut self.partition);
            if !arn.region.is_empty() {
                self.region = Some(arn.region.to_owned());
            }
        }
        self
    }

    /// The partition.
    pub(crate) fn partition(&self) -> &str {
        &self.partition
    }

    /// The id of the account's scope, where it is known.
    pub(super) fn scope(&self) -> Option<String> {
        self.account
            .as_ref()
            .map(|account| format!("aws:{account}"))
    }

    /// Whether other answers tell what is named.
    pub(super) fn is_collected(&self) -> bool {
        self.collected
    }

    /// The id of a resource by its kind and name: its ARN where account and region are known, else one of the repository of
    /// the definition, so that definitions of one repository mean the same thing by the same name.
    pub(super) fn id(&self, service: &str, resource: &str) -> String {
        if is_id(resource) {
            return resource.to_owned();
        }
        match (&self.region, &self.account) {
            (Some(region), Some(account)) => {
                format!(
                    "arn:{}:{service}:{region}:{account}:{resource}",
                    self.partition
                )
            }
            _ => format!("{}#{service}:{resource}", self.repository),
        }
    }

    /// The ARN of a model of a provider in Amazon Bedrock, which has no account (Service Authorization Reference, "Amazon
    /// Bedrock", resource type `foundation-model`).
    pub(super) fn foundation_model(&self, name: &str) -> String {
        let region = self.region.as_deref().unwrap_or_default();
        format!(
            "arn:{}:bedrock:{region}::foundation-model/{name}",
            self.partition
        )
    }

    /// The same for a thing of SageMaker AI, whose name is in lower case in its ARN.
    pub(super) fn sagemaker(&self, kind: &str, name: &str) -> String {
        if is_id(name) {
            return name.to_owned();
        }
        self.id("sagemaker", &format!("{kind}/{}", name.to_lowercase()))
    }
}

/// Whether a name is an id already: an ARN, or that of a resource of a template.
fn is_id(name: &str) -> bool {
    name.starts_with("arn:") || name.starts_with("cfn:")
}
