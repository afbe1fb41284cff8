// title: Models that can be poisoned
// what: Models that can be changed with a leaked credential, themselves or by what they are made from.
// why: Nobody sees it in the model.
// param certainty = "influence": leave out paths with a weaker hop: certain, conditional, assumed or influence
// reference: https://atlas.mitre.org/techniques/AML.T0020
MATCH (c:Credential)-[r:CAN_CHANGE]->(m:Model)
WHERE r.certainty >= $certainty
RETURN m.name AS model, count(DISTINCT c) AS credentials, min(r.hops) AS hops, max(r.certainty) AS certainty
ORDER BY credentials DESC, model
