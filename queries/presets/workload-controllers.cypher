// title: Who may run code in a workload
// what: Identities that may change what a workload runs, and as whom it runs.
// why: Changing code is acting as its identity.
// param workload = "": a part of the name of the workload; empty for all
// reference: https://attack.mitre.org/techniques/T1648/
MATCH (i)-[c:CONTROLS]->(w:Workload|Stage)
WHERE w.name CONTAINS $workload
OPTIONAL MATCH (w)-[:RUNS_AS]->(r:Identity)
RETURN w.name AS workload, count(DISTINCT i) AS controllers, collect(DISTINCT i.name)[..10] AS some, collect(DISTINCT r.name) AS runsAs
ORDER BY controllers DESC, workload
