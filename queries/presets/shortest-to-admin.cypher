// title: The fewest steps from a user to an administrator
// what: Of each identity the shortest way over edges of becoming to a scope that it then administers.
// why: The classic question of attack graphs, over raw edges.
// param most = 6: at most so many steps
// reference: https://bloodhound.specterops.io/
MATCH p = shortestPath((i:Identity)-[:BECOME*]->(s:Scope))
WHERE length(p) <= $most
RETURN i.name AS identity, s.name AS scope, length(p) AS steps, certainty(p) AS certainty, [n IN nodes(p) | n.name] AS way
ORDER BY steps, certainty DESC, i.id, s.id
