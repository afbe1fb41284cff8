//! Which operation a request asks for, read out of what the service files declare: the other end of every protocol.

use std::sync::LazyLock;

use blastradius_collectors::aws::{Argument, Endpoint, Operation, Protocol, SERVICES};

/// A request as it came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) query: String,
    /// The operation that the header of AWS JSON names.
    pub(crate) target: String,
    /// The name in the signature.
    pub(crate) signed_as: String,
    /// The region in the signature.
    pub(crate) region: String,
    pub(crate) access_key: String,
    pub(crate) body: String,
}

/// An operation, with the name of its service.
pub(crate) type Known = (&'static str, &'static Operation);

pub(crate) fn operations() -> impl Iterator<Item = (Known, Option<&'static Endpoint>)> {
    SERVICES.iter().flat_map(|service| {
        let endpoint = service.endpoint();
        service
            .operations()
            .iter()
            .map(move |it| ((service.name(), it), it.endpoint.or(endpoint)))
    })
}

/// All of them, for the requests: each is looked for among all.
static ALL: LazyLock<Vec<(Known, Option<&'static Endpoint>)>> =
    LazyLock::new(|| operations().collect());

pub(crate) fn operation_of(request: &Request) -> Option<Known> {
    let action = request
        .body
        .split('&')
        .find_map(|it| it.strip_prefix("Action="))
        .unwrap_or(&request.target);
    let mut best: Option<(usize, Known)> = None;
    for (known, endpoint) in ALL.iter() {
        let (service, operation) = *known;
        let found = match endpoint {
            // The services that the SDK asks sign with their own name.
            None => (service == request.signed_as && operation.name == action).then_some(0),
            Some(endpoint) if endpoint.signs_as != request.signed_as => None,
            Some(endpoint) => match endpoint.protocol {
                Protocol::RestJson | Protocol::RestXml => of_path(operation, request),
                _ => (operation.name == action).then_some(0),
            },
        };
        if let Some(weight) = found
            && best.is_none_or(|(other, _)| weight > other)
        {
            best = Some((weight, *known));
        }
    }
    best.map(|(_, known)| known)
}

/// How much of the path and query is as the operation says; `None` where something is not.
fn of_path(operation: &Operation, request: &Request) -> Option<usize> {
    let rest = operation.rest?;
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (wanted, asked) = (parts(rest.path), parts(&request.path));
    if wanted.len() != asked.len() {
        return None;
    }
    let mut weight = 0;
    for (wanted, asked) in wanted.iter().zip(&asked) {
        if wanted.starts_with('{') && !asked.is_empty() {
            continue;
        }
        if wanted != asked {
            return None;
        }
        weight += 2;
    }
    for (name, value) in rest.query {
        let name = if value.is_empty() {
            (*name).to_owned()
        } else {
            format!("{name}=")
        };
        let there = request.query.split('&').any(|it| it.starts_with(&name));
        if !there && !value.contains("token") {
            return None;
        }
        weight += 1;
    }
    Some(weight)
}

/// How many answers must come before the operation can be asked.
pub(crate) fn depth(service: &str, operation: &Operation) -> usize {
    let parents: Vec<&str> = match operation.argument {
        Argument::Each { of, .. } => of.iter().map(|(parent, _)| *parent).collect(),
        Argument::Pairs { of, .. } => vec![of.0],
        Argument::Under { of, .. } => vec![of.0],
        _ => return 0,
    };
    let parent = operations()
        .map(|(known, _)| known)
        .filter(|(of, it)| {
            *of == service && it.name != operation.name && parents.contains(&it.name)
        })
        .map(|(_, it)| depth(service, it))
        .min();
    parent.map_or(0, |it| it + 1)
}
