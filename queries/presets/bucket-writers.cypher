// title: Who may change what is in a bucket
// what: Identities that may write, delete or administer a bucket or a part of it themselves.
// why: The owners of a data set are more than its team thinks.
// param bucket = "": a part of the name of the bucket; empty for all
// reference: https://attack.mitre.org/techniques/T1565/001/
MATCH (i:Identity)-[t:TOUCHES]->(b:S3Bucket|S3Object)
WHERE b.name CONTAINS $bucket AND any(way IN t.access WHERE way IN ['write', 'delete', 'administer'])
RETURN b.name AS bucket, i.name AS identity, t.access AS access, t.certainty AS certainty, t.conditions AS conditions
ORDER BY bucket, certainty DESC, identity
