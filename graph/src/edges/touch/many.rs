//! The touch edges of one actor to all assets of a type: asked about once for all that nothing tells apart.

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::super::shared::speaks_of;
use super::super::{Findings, Shared, edge_of};
use super::{
    KeyUse, On, Way, asset_edges_if, by, is_particular, own, policy_holder, together, touches, ways,
};
use crate::authorize::aws::sets::Parts;
use crate::estate::{Answer, Lens, Overview};
use crate::model::{AccessSet, EdgeKind};

/// Draws the touch edges of one actor to the assets of a type.
pub(super) fn touched(lens: &Lens<'_, '_>, kind: &str, found: &mut Findings) {
    touched_but(lens, kind, |_| None, found);
}

/// The same; `but` gives the numbers of the assets that cannot be touched in a way, whatever policies say.
pub(in super::super) fn touched_but<'o>(
    lens: &Lens<'_, '_>,
    kind: &str,
    but: impl Fn(&Way) -> Option<&'o RoaringBitmap>,
    found: &mut Findings,
) {
    let Some(overview) = lens.overview else {
        let assets = (0u32..).zip(lens.estate.facts.assets.values());
        for (number, asset) in assets.filter(|(_, asset)| asset.kind == kind) {
            asset_edges_if(lens, asset, found, |way, answer| {
                let left_out = but(way).is_some_and(|but| but.contains(number));
                (!left_out).then_some(answer)
            });
        }
        return;
    };
    for way in ways(kind) {
        match way.on {
            On::Listing if way.actions.iter().any(|action| lens.actor.mentions(action)) => {
                for asset in lens.estate.assets_of(kind) {
                    draw(lens, asset, way, found);
                }
            }
            On::Listing => {}
            _ => in_way(lens, overview, kind, way, but(way), found),
        }
    }
}

/// The assets of a type that may be touched in a way.
pub(super) fn candidates<'a>(lens: &Lens<'_, 'a>, kind: &str, way: &Way) -> Option<Vec<&'a Asset>> {
    let overview = lens.overview.filter(|_| way.on != On::Listing)?;
    let Some(asked) = overview.targets.of(kind, way.on) else {
        return Some(Vec::new());
    };
    let numbers = asked.numbers(&lens.worth(way.actions, &asked.elements));
    Some(
        numbers
            .iter()
            .filter_map(|number| overview.numbers.asset(number))
            .collect(),
    )
}

fn in_way(
    lens: &Lens<'_, '_>,
    overview: &Overview<'_, '_>,
    kind: &str,
    way: &Way,
    but: Option<&RoaringBitmap>,
    found: &mut Findings,
) {
    let Some(asked) = overview.targets.of(kind, way.on) else {
        return;
    };
    let elements = lens.worth(way.actions, &asked.elements);
    if elements.is_empty() {
        return;
    }
    if way.on == On::Paths {
        for number in &asked.numbers(&elements) {
            if let Some(asset) = overview.numbers.asset(number) {
                draw(lens, asset, way, found);
            }
        }
        return;
    }
    let mut actions = way.actions.to_vec();
    actions.extend(way.actions.iter().flat_map(|action| together::also(action)));
    let mut parts = Parts::new(elements);
    lens.take_apart(&actions, &mut parts);
    let parts = match way.key {
        KeyUse::None => parts.into_sets(),
        _ => asked.by_key(parts),
    };
    for part in parts {
        let mut numbers = asked.numbers(&part);
        if let Some(but) = but {
            numbers -= but;
        }
        let Some((number, asset)) = numbers
            .min()
            .and_then(|n| Some((n, overview.numbers.asset(n)?)))
        else {
            continue;
        };
        let Some(answer) = answer(lens, asset, way) else {
            continue;
        };
        if numbers.len() == 1 {
            touches(lens, &asset.id, way.access, answer, found);
        } else if speaks_of(&answer, &asset.id)
            || speaks_of(&answer, own(asset))
            || asset.part_of.is_some()
        {
            // Of a part of a bucket the answer may speak of the part.
            let holder = policy_holder(lens, asset).filter(|_| asset.part_of.is_none());
            for other in numbers
                .iter()
                .filter_map(|number| overview.numbers.asset(number))
            {
                let both = holder.as_ref().zip(policy_holder(lens, other));
                match both.and_then(|(holder, other)| answer.about_another(holder, &other)) {
                    Some(answer) => touches(lens, &other.id, way.access, answer, found),
                    None => draw(lens, other, way, found),
                }
            }
        } else {
            let access = AccessSet::EMPTY.with(way.access);
            found.shared.push(Shared {
                from: lens.actor.id.clone(),
                to: numbers,
                representative: number,
                edge: edge_of(EdgeKind::Touches, None, access, answer),
            });
        }
    }
}

fn answer(lens: &Lens<'_, '_>, asset: &Asset, way: &Way) -> Option<Answer> {
    is_particular(lens, asset)
        .then(|| by(lens, asset, way))
        .flatten()
}

fn draw(lens: &Lens<'_, '_>, asset: &Asset, way: &Way, found: &mut Findings) {
    if let Some(answer) = answer(lens, asset, way) {
        touches(lens, &asset.id, way.access, answer, found);
    }
}
