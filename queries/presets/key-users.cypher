// title: Who may decrypt with a key
// what: Identities that may use a key, by key.
// why: Encryption protects from everybody else.
// param key = "": a part of the name of the key; empty for all
// reference: https://attack.mitre.org/techniques/T1552/
MATCH (i:Identity)-[t:TOUCHES]->(k:Key)
WHERE 'use' IN t.access AND k.name CONTAINS $key
RETURN k.name AS key, k.id AS id, count(DISTINCT i) AS identities, collect(DISTINCT i.name)[..10] AS some
ORDER BY identities DESC, id
