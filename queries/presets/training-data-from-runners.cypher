// title: Identities that write training data and can be had from a runner
// what: Runners and jobs of CI, the identities that can be had from them, and the data that these may change and something is made from.
// why: Code of a pull request on such a runner can poison what models are made from.
// param label = "Stage": the kind of node to begin from, as a text: stage, workload, external
// reference: https://atlas.mitre.org/techniques/AML.T0020
MATCH (runner)-[reach:CAN_ACT_AS]->(i:Identity)-[t:TOUCHES]->(d:Data)
WHERE toLower(runner.kind) = toLower($label)
  AND any(way IN t.access WHERE way IN ['write', 'delete', 'administer'])
  AND (d)-[:FLOWS]->()
RETURN runner.name AS runner, i.name AS identity, collect(DISTINCT d.name) AS data, max(reach.certainty) AS certainty
ORDER BY runner, identity
