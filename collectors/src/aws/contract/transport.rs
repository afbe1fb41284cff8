//! How an operation goes over the wire, as data: what the signed client needs to ask it.
//!
//! The protocols are those of Smithy ("AWS protocols"): a service names its own in an [`Endpoint`], an operation adds
//! what the protocol leaves open (the path of a REST call, the members that page, the elements of an XML answer).

/// How a service is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The first label of its host: `api.sagemaker`. With `{account}` in it, the account stands there and in the header
    /// `x-amz-account-id` (S3 Control). With `{region}` in it, it is the whole host: `s3vectors.{region}.api.aws`.
    pub host: &'static str,
    /// The name that signatures have: `sagemaker`.
    pub signs_as: &'static str,
    /// The protocol.
    pub protocol: Protocol,
}

/// A wire protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// AWS JSON: every call is a `POST` to `/` with the operation in a header.
    Json {
        /// `1.0` or `1.1`.
        version: &'static str,
        /// What stands before the operation in `X-Amz-Target`: `AmazonSSM`.
        target: &'static str,
    },
    /// REST with JSON: each operation has a [`Rest`].
    RestJson,
    /// REST with XML: each operation has a [`Rest`] and a shape of its answer. The root element may be the only member of the
    /// shape: then it stands around the answer by its name in JSON, or not at all where that is empty. A root without a name
    /// in XML is an answer that is no XML, as a text.
    RestXml,
    /// AWS query: a form, answered by `<OperationResponse><OperationResult>` in XML; each operation has a shape of
    /// the result.
    Query {
        /// The version of the API: `2014-10-31`.
        version: &'static str,
    },
    /// The query protocol of EC2: a form, answered by `<OperationResponse>` in XML; each operation has a shape.
    Ec2Query {
        /// The version of the API: `2016-11-15`.
        version: &'static str,
    },
}

/// The method, path and query of a REST call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{0}`, `{1}` where the values of the argument stand, percent-encoded when they are filled in:
    /// `/clusters/{0}/node-groups/{1}`.
    pub path: &'static str,
    /// The query: names, and values that are fixed or `{0}`, `{1}`. An argument that stands neither here nor in the path
    /// is a member of the body of a `POST`, and of the query of a `GET`. A value that is empty leaves the name alone (`?policy`).
    /// The token of a page is in the query of a `GET` and in the body of a `POST`, unless the query names its place with the
    /// value `{token}`; the first page has none.
    pub query: &'static [(&'static str, &'static str)],
}

/// How an operation pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// The member of a request that carries the token (of a REST `GET`: the name in the query), and the path of the next
    /// token in an answer.
    pub token: (&'static str, &'static str),
    /// The member for the size of a page, and the largest that the API reference allows. `None` where there is no such
    /// member.
    pub size: Option<(&'static str, u32)>,
}

impl Paging {
    /// The most common: `NextToken` in and out.
    pub const NEXT_TOKEN: Self = Self {
        token: ("NextToken", "NextToken"),
        size: None,
    };
    /// The same of services that write members in camel case.
    pub const CAMEL: Self = Self {
        token: ("nextToken", "nextToken"),
        size: None,
    };
    /// The same of older services: `Marker` in and out.
    pub const MARKER: Self = Self {
        token: ("Marker", "Marker"),
        size: None,
    };

    /// The same, with pages of this size.
    #[must_use]
    pub const fn by(self, member: &'static str, size: u32) -> Self {
        Self {
            size: Some((member, size)),
            ..self
        }
    }
}
