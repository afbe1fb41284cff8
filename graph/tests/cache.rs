//! A graph that is kept is the graph that was built; a file that is damaged or hostile is refused and breaks nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{AssetClass, Origin, Provider};
use blastradius_collectors::import;
use blastradius_collectors::snapshot::{MemorySink, Seal, Snapshot};
use blastradius_graph::model::{
    Access, AccessSet, Certainty, Edge, EdgeKind, End, Evidence, Gate, GateKind, Graph,
    GraphBuilder, IndexDetail, Node, NodeKind, PipelineChain, Representatives, SnapshotInfo,
};
use blastradius_graph::techniques::builtin;
use blastradius_graph::{AttackerContext, BuildOptions, GraphCache, build};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tempfile::TempDir;
use xxhash_rust::xxh3::xxh3_64;

/// Where the checksum stands, and what it is of.
const SUM: std::ops::Range<usize> = 72..80;
const PAYLOAD: usize = 80;

/// Everything that a graph tells.
fn told(graph: &Graph) -> String {
    let nodes: Vec<_> = graph.nodes().map(|(_, node)| node.to_node()).collect();
    let edges: Vec<_> = graph
        .edges()
        .map(|(id, from, to, edge)| {
            let evidence = graph.evidence(id, from, to);
            (graph.node(from).id, graph.node(to).id, edge, evidence)
        })
        .collect();
    let back: Vec<Vec<_>> = graph
        .nodes()
        .map(|(id, _)| {
            graph
                .incoming(id)
                .map(|(edge, from, _)| (edge.index(), from.index()))
                .collect()
        })
        .collect();
    let coverage: Vec<_> = graph.coverage().map(|it| it.to_coverage()).collect();
    let found: Vec<_> = graph
        .nodes()
        .map(|(id, node)| graph.find(node.id) == Some(id))
        .collect();
    let plain = serde_json::to_string(&(nodes, edges, back, coverage, found, graph.snapshot()));
    format!(
        "{}{:?}{:?}{}",
        plain.unwrap(),
        graph.pipelines(),
        graph.indexes(),
        graph.hop_count()
    )
}

fn demo() -> Snapshot {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../demo/estate");
    let mut sink = MemorySink::default();
    import::format("aws-cli")
        .unwrap()
        .import(&[path], &mut sink)
        .unwrap();
    let taken = "2026-11-22T06:00:00Z".parse().unwrap();
    Snapshot::from_parts(sink.facts, sink.coverage, taken)
}

/// A snapshot on disk, and the cache of its graph.
struct Kept {
    _folder: TempDir,
    path: PathBuf,
}

impl Kept {
    fn new(snapshot: &Snapshot, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        snapshot.write(&path).unwrap();
        Self {
            _folder: folder,
            path,
        }
    }

    fn empty() -> Self {
        let nothing = MemorySink::default();
        let taken = "2026-11-22T06:00:00Z".parse().unwrap();
        let snapshot = Snapshot::from_parts(nothing.facts, nothing.coverage, taken);
        Self::new(&snapshot, "snapshot")
    }

    fn cache(&self) -> GraphCache {
        self.cache_for(&BuildOptions::default())
    }

    fn cache_for(&self, options: &BuildOptions<'_>) -> GraphCache {
        GraphCache::new(&self.path, Seal::of(&self.path).unwrap(), "test", options)
    }
}

#[test]
fn the_demo_estate_comes_back() {
    let snapshot = demo();
    let graph = build(&snapshot, &BuildOptions::default()).unwrap();
    for name in ["snapshot", "snapshot.brs"] {
        let kept = Kept::new(&snapshot, name);
        let cache = kept.cache();
        assert!(cache.load().unwrap().is_none());
        cache.save(&graph).unwrap();
        assert_eq!(told(&cache.load().unwrap().unwrap()), told(&graph));
        // The snapshot is what it was.
        let verified = Snapshot::verify(&kept.path).unwrap();
        assert_eq!(verified.strays, Vec::<String>::new());
        assert_eq!(Snapshot::read(&kept.path).unwrap(), snapshot);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(cache.path()).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}

/// A graph with something of everything.
fn rich(id: &str) -> Graph {
    let mut b = GraphBuilder::new();
    let node = |id: &str, kind, class| Node {
        id: id.to_owned(),
        kind,
        class,
        type_name: "test".to_owned(),
        name: format!("é {id}"),
        scope: Some("scope".to_owned()),
        part_of: None,
        record: Some(format!("asset:{id}")),
        notes: vec!["z".to_owned(), "a".to_owned()],
    };
    b.node(node("scope", NodeKind::Scope, None));
    for n in 0..3 {
        b.node(node(&format!("who{n}"), NodeKind::Identity, None));
        b.node(node(
            &format!("what{n}"),
            NodeKind::Asset,
            Some(AssetClass::Secret),
        ));
    }
    let who = ["who0", "who1", "who2"].map(|it| b.name(it));
    let what = ["what0", "what2"].map(|it| b.name(it));
    let evidence = |record: &str| Evidence {
        record: record.to_owned(),
        pointer: "/Statement/0".to_owned(),
        note: "allows".to_owned(),
    };
    let (from, to) = (End::Group(b.group(who)), End::Group(b.group(what)));
    let touch = Edge {
        access: AccessSet::EMPTY.with(Access::Read).with(Access::Use),
        certainty: Certainty::Conditional,
        conditions: vec!["it rains".to_owned(), "it is late".to_owned()],
        gates: vec![Gate {
            kind: GateKind::Approval,
            detail: "somebody".to_owned(),
        }],
        technique: Some("iam-001".to_owned()),
        ..Edge::new(
            EdgeKind::Touches,
            vec![evidence("policy:who0#inline/x"), evidence("policy:p")],
        )
    };
    let of = Representatives {
        source: Some("who0".to_owned()),
        target: Some("what0".to_owned()),
    };
    b.edge_between(from, to, touch, of);
    b.edge(
        "who0",
        "who1",
        Edge::new(EdgeKind::Assumes, vec![evidence("policy:p")]),
    );
    b.edge(
        "what1",
        "what0",
        Edge::new(EdgeKind::PartOf, vec![evidence("asset:what1")]),
    );
    b.provenance("who1", "p", vec![evidence("attachment:who1#identity/p")]);
    b.coverage(&Coverage {
        scope: "scope".to_owned(),
        region: Some("here".to_owned()),
        operation: "s3:ListBuckets".to_owned(),
        subject: None,
        outcome: Outcome::Refused,
        records: u64::MAX - 1,
        reason: "no".to_owned(),
        help: String::new(),
        origin: Origin::new("file", "/0"),
    });
    b.index(IndexDetail {
        id: "what0".to_owned(),
        stores: vec!["what1".to_owned()],
        logs: Vec::new(),
        enforcement: Some(("none".to_owned(), "asset:what0 /kind".to_owned())),
        last_sync: None,
        policy_changed: None,
        stale: Vec::new(),
        doubts: vec!["no sync was read".to_owned()],
    });
    b.pipeline(PipelineChain {
        id: "p".to_owned(),
        name: "p".to_owned(),
        type_name: "test".to_owned(),
        provider: Provider::Github,
        scope: "scope".to_owned(),
        triggers: Vec::new(),
        stages: Vec::new(),
        origin: Origin::new("file", ""),
    });
    b.freeze(SnapshotInfo {
        id: id.to_owned(),
        taken: "2026-11-22T06:00:00Z".to_owned(),
    })
}

/// A file of a rich graph, and where it is.
fn file() -> (Kept, GraphCache, Vec<u8>, String) {
    let kept = Kept::empty();
    let graph = rich(&Seal::of(&kept.path).unwrap().id);
    let cache = kept.cache();
    cache.save(&graph).unwrap();
    let bytes = fs::read(cache.path()).unwrap();
    (kept, cache, bytes, told(&graph))
}

#[test]
fn equal_graphs_are_equal_files() {
    let (_one, _, bytes, expected) = file();
    let (_other, cache, again, _) = file();
    assert_eq!(bytes[PAYLOAD..], again[PAYLOAD..]);
    assert_eq!(told(&cache.load().unwrap().unwrap()), expected);
}

#[test]
fn a_file_that_ends_early_is_refused() {
    let (_kept, cache, bytes, _) = file();
    for end in 0..bytes.len() {
        fs::write(cache.path(), &bytes[..end]).unwrap();
        assert!(cache.load().is_err(), "{end} of {}", bytes.len());
    }
    fs::write(cache.path(), [&bytes[..], &[0]].concat()).unwrap();
    assert!(cache.load().is_err());
}

/// Whoever writes a file with the right checksum gets no further than to one that is a graph.
#[test]
fn hostile_numbers_are_refused() {
    let (_kept, cache, bytes, expected) = file();
    let (mut refused, mut taken) = (0, 0);
    let step = 4;
    for at in (PAYLOAD..bytes.len() - 4).step_by(step) {
        let word = u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        for hostile in [
            u32::MAX,
            u32::MAX / 2,
            1 << 24,
            word.wrapping_add(1),
            word.wrapping_sub(1),
            0,
        ] {
            if hostile == word {
                continue;
            }
            let mut changed = bytes.clone();
            changed[at..at + 4].copy_from_slice(&hostile.to_le_bytes());
            let sum = xxh3_64(&changed[PAYLOAD..]).to_le_bytes();
            changed[SUM].copy_from_slice(&sum);
            fs::write(cache.path(), &changed).unwrap();
            match cache.load() {
                Err(_) => refused += 1,
                // Another text or number of records, say: a graph like any other, of which everything can be asked.
                Ok(graph) => {
                    taken += 1;
                    let graph = graph.unwrap();
                    assert_ne!(told(&graph), "");
                    assert_eq!(graph.node_count(), 7);
                }
            }
        }
    }
    // Most numbers are offsets, ids and lengths.
    assert!(refused > 3 * taken, "{refused} refused, {taken} taken");
    fs::write(cache.path(), &bytes).unwrap();
    assert_eq!(told(&cache.load().unwrap().unwrap()), expected);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]
    #[test]
    fn damage_is_refused(flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255u8), 1..6)) {
        let (_kept, cache, bytes, expected) = &*FILE;
        let mut changed = bytes.clone();
        for (at, bits) in flips {
            changed[at.index(bytes.len())] ^= bits;
        }
        fs::write(cache.path(), &changed).unwrap();
        match cache.load() {
            // Two flips may undo each other.
            Ok(graph) => prop_assert_eq!(&told(&graph.unwrap()), expected),
            Err(_) => prop_assert_ne!(&changed, bytes),
        }
    }

    #[test]
    fn damage_with_the_right_checksum_breaks_nothing(flips in prop::collection::vec((any::<prop::sample::Index>(), 1..=255u8), 1..6)) {
        let (_kept, cache, bytes, _) = &*FORGED;
        let mut changed = bytes.clone();
        for (at, bits) in flips {
            changed[PAYLOAD + at.index(bytes.len() - PAYLOAD)] ^= bits;
        }
        let sum = xxh3_64(&changed[PAYLOAD..]).to_le_bytes();
        changed[SUM].copy_from_slice(&sum);
        fs::write(cache.path(), &changed).unwrap();
        if let Ok(graph) = cache.load() {
            prop_assert!(!told(&graph.unwrap()).is_empty());
        }
    }
}

static FILE: std::sync::LazyLock<(Kept, GraphCache, Vec<u8>, String)> =
    std::sync::LazyLock::new(file);
static FORGED: std::sync::LazyLock<(Kept, GraphCache, Vec<u8>, String)> =
    std::sync::LazyLock::new(file);

#[test]
fn what_the_graph_follows_from_is_in_the_name() {
    let kept = Kept::empty();
    let name = |options: &BuildOptions<'_>| kept.cache_for(options).path().to_owned();
    let plain = name(&BuildOptions::default());
    let attacker = BuildOptions {
        context: AttackerContext::parse(&["mfa"]).unwrap(),
        ..BuildOptions::default()
    };
    let technique = BuildOptions {
        techniques: vec![builtin()[0].clone()],
        ..BuildOptions::default()
    };
    assert_ne!(plain, name(&attacker));
    assert_ne!(plain, name(&technique));
    assert_eq!(plain, name(&BuildOptions::default()));
    let seal = Seal::of(&kept.path).unwrap();
    let other = GraphCache::new(
        &kept.path,
        seal,
        "another program",
        &BuildOptions::default(),
    );
    assert_ne!(plain, other.path());
}

/// The id alone does not tell whether the files are still those that were read.
#[test]
fn a_snapshot_that_was_touched_is_read_again() {
    let (kept, cache, ..) = file();
    let shard = kept.path.join("coverage.jsonl");
    assert!(cache.load().unwrap().is_some());
    let bytes = fs::read(&shard).unwrap();
    let file = fs::File::options().write(true).open(&shard).unwrap();
    let changed = file.metadata().unwrap().modified().unwrap();
    file.set_modified(changed + std::time::Duration::from_secs(5))
        .unwrap();
    assert!(kept.cache().load().is_err());
    file.set_modified(changed).unwrap();
    assert!(kept.cache().load().unwrap().is_some());
    fs::write(&shard, [&bytes[..], b"x"].concat()).unwrap();
    assert!(Seal::of(&kept.path).is_err());
}

#[test]
fn a_few_graphs_are_kept() {
    let kept = Kept::empty();
    let seal = Seal::of(&kept.path).unwrap();
    let graph = rich(&seal.id);
    let caches: Vec<GraphCache> = (0..9)
        .map(|n| {
            GraphCache::new(
                &kept.path,
                seal.clone(),
                &n.to_string(),
                &BuildOptions::default(),
            )
        })
        .collect();
    for cache in &caches {
        cache.save(&graph).unwrap();
        assert!(cache.load().unwrap().is_some());
    }
    let folder = caches[0].path().parent().unwrap();
    assert_eq!(fs::read_dir(folder).unwrap().count(), 4);
    fs::write(folder.join("notes"), "mine").unwrap();
    caches[0].save(&graph).unwrap();
    assert!(folder.join("notes").exists());
}

#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let kept = Kept::empty();
    let graph = rich(&Seal::of(&kept.path).unwrap().id);
    let elsewhere = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(elsewhere.path(), kept.path.join("cache")).unwrap();
    assert!(kept.cache().save(&graph).is_err());
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
}
