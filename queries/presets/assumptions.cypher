// title: What the graph takes for given
// what: Edges that rest on a default or on a reference that was not resolved, by type.
// why: Each is a thing to look up before it is believed.
// reference: https://opencypher.org/resources/
MATCH (a)-[r]->(b)
WHERE r.certainty = 'assumed'
RETURN type(r) AS type, labels(a)[0] AS source, labels(b)[0] AS target, count(*) AS edges, head(collect(a.name)) AS example
ORDER BY edges DESC, type, source, target
