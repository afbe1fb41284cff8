//! Every path that can be printed for the embedded estate, re-checked by the independent checker.

use std::path::Path;

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::model::NodeKind;
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::path::{PathOptions, path};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::recheck::{Claim, recheck, recheck_access};
use blastradius_queries::who::{WhoOptions, who};

use crate::program::DEMO;

#[test]
fn every_path_of_the_estate_is_proved() {
    let snapshot = Snapshot::read(Path::new(&DEMO.snapshot)).unwrap();
    let graph = build(&snapshot, &BuildOptions::default()).unwrap();
    let mut checked = 0;
    for (id, node) in graph.nodes() {
        match node.kind {
            NodeKind::Credential | NodeKind::Identity | NodeKind::Workload => {
                let answer = reach(&graph, &[id], &ReachOptions::default());
                let acting = answer
                    .identities
                    .iter()
                    .map(|it| (&it.id, &it.path, it.certainty))
                    .chain(
                        answer
                            .workloads
                            .iter()
                            .map(|it| (&it.id, &it.path, it.certainty)),
                    )
                    .chain(
                        answer
                            .admin
                            .iter()
                            .map(|it| (&it.id, &it.path, it.certainty)),
                    );
                for (to, path, certainty) in acting {
                    recheck(&graph, node.id, to, path, Claim::Act, certainty).unwrap();
                    checked += 1;
                }
                for asset in &answer.assets {
                    recheck_access(&asset.path, &asset.plane, asset.access).unwrap();
                    for plane in &asset.plane {
                        let claim = if asset.derived {
                            Claim::Derived
                        } else {
                            Claim::Touch(*plane)
                        };
                        recheck(
                            &graph,
                            node.id,
                            &asset.id,
                            &asset.path,
                            claim,
                            asset.certainty,
                        )
                        .unwrap();
                        checked += 1;
                    }
                }
            }
            NodeKind::Asset => {
                let answer = who(&graph, id, &WhoOptions::default());
                for holder in answer.credentials.iter().chain(&answer.identities) {
                    for plane in &holder.plane {
                        let claim = if holder.derived {
                            Claim::Derived
                        } else {
                            Claim::Touch(*plane)
                        };
                        recheck(
                            &graph,
                            &holder.id,
                            node.id,
                            &holder.path,
                            claim,
                            holder.certainty,
                        )
                        .unwrap();
                        checked += 1;
                    }
                }
                for (from, _) in graph
                    .nodes()
                    .filter(|(_, it)| it.kind == NodeKind::Credential)
                    .take(3)
                {
                    let options = PathOptions {
                        count: 2,
                        ..PathOptions::default()
                    };
                    for route in path(&graph, from, id, &options).paths {
                        let start = graph.node(from).id;
                        let claims = [
                            Claim::Touch(blastradius_queries::answer::Plane::Confidentiality),
                            Claim::Touch(blastradius_queries::answer::Plane::Integrity),
                            Claim::Derived,
                        ];
                        let proved = claims.into_iter().any(|claim| {
                            recheck(&graph, start, node.id, &route.path, claim, route.certainty)
                                .is_ok()
                        });
                        assert!(proved, "{start} to {}", node.id);
                        checked += 1;
                    }
                }
            }
            _ => {}
        }
    }
    assert!(checked > 1000, "only {checked} paths");
}
