// title: Who may invoke a model
// what: Identities that may invoke a model or an endpoint themselves.
// why: They take its answers for true: who changes the model speaks to them.
// param model = "": a part of the name of the model; empty for all
// reference: https://atlas.mitre.org/techniques/AML.T0040
MATCH (i:Identity)-[t:TOUCHES]->(m:Model)
WHERE 'use' IN t.access AND m.name CONTAINS $model
RETURN m.name AS model, count(DISTINCT i) AS identities, collect(DISTINCT i.name)[..10] AS some
ORDER BY identities DESC, model
