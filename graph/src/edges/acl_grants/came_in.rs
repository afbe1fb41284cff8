//! Whether whom an access control list lets in gets in: the same whoever wrote the list, so asked once for each asset.

use std::sync::{PoisonError, RwLock};

use blastradius_collectors::facts::Asset;
use hashbrown::HashMap;

use super::super::external_touch::let_in;
use super::super::external_trust::Stranger;
use super::super::public_access::anonymous;
use super::super::touch::{KeyUse, Way, ways};
use crate::estate::{Answer, Estate, ResourceEntry, opened};
use crate::model::Access;

/// Whom a list lets in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Grantee {
    /// An AWS account of the attacker's, by its canonical id.
    Account,
    /// The group `AllUsers`.
    Everybody,
}

/// The answers so far, by asset, access and who is let in.
#[derive(Debug, Default)]
pub(in super::super) struct CameIn {
    known: RwLock<HashMap<(String, Access, Grantee), Option<Answer>>>,
}

impl CameIn {
    /// Whether the grantee gets in, as [`came_in`] says.
    pub(super) fn of(
        &self,
        estate: &Estate<'_>,
        asset: &Asset,
        entry: &ResourceEntry,
        access: Access,
        grantee: Grantee,
    ) -> Option<Answer> {
        let asked = (asset.id.clone(), access, grantee);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known.get(&asked) {
            return answer.clone();
        }
        drop(known);
        let answer = came_in(estate, asset, entry, access, grantee);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(asked, answer.clone());
        answer
    }
}

/// Whether the grantee gets in by such a list: what the bucket policy, resource control policies and the key say stays.
fn came_in(
    estate: &Estate<'_>,
    asset: &Asset,
    entry: &ResourceEntry,
    access: Access,
    grantee: Grantee,
) -> Option<Answer> {
    let open = opened(estate, entry)?;
    let way = ways(&asset.kind).iter().find(|way| way.access == access)?;
    let way = &Way {
        key: match way.key {
            // The request may name the encryption with the keys of S3.
            KeyUse::EncryptByDefault => KeyUse::None,
            key => key,
        },
        ..*way
    };
    match grantee {
        Grantee::Everybody => anonymous(estate, asset, &open, way),
        Grantee::Account => let_in(estate, asset, &open, way, &Stranger::named(estate, "*")),
    }
}
