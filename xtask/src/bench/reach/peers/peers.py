"""Asks a graph library which targets some sources of a graphgen file reach.

Usage: peers.py LIBRARY FILE STEP. Prints how many sources were asked about, the processor seconds of the questions (not of
the loading), and how many targets were found in all.
"""

import sys
import time

import numpy as np

library, path, step = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(path, "rb") as file:
    assert file.read(8) == b"NHIG0001"
    vertices, edges = np.fromfile(file, "<u8", 2).astype(int)
    kinds = np.fromfile(file, "u1", vertices)
    flags = np.fromfile(file, "u1", vertices)
    np.fromfile(file, "<u4", vertices)
    offsets = np.fromfile(file, "<u8", vertices + 1).astype(np.int64)
    heads = np.fromfile(file, "<u4", edges).astype(np.int64)
tails = np.repeat(np.arange(vertices), np.diff(offsets))
target = (flags & 2 != 0) & (kinds >= 6)
sources = np.flatnonzero(flags & 1)[::step]

if library == "igraph":
    import igraph

    graph = igraph.Graph(n=int(vertices), edges=np.column_stack([tails, heads]), directed=True)

    def reached(source):
        return graph.subcomponent(source, mode="out")

elif library == "rustworkx":
    import rustworkx

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(vertices))
    graph.add_edges_from_no_data(list(zip(tails.tolist(), heads.tolist())))

    def reached(source):
        return list(rustworkx.descendants(graph, source))

elif library == "networkx":
    import networkx

    graph = networkx.DiGraph()
    graph.add_nodes_from(range(vertices))
    graph.add_edges_from(zip(tails.tolist(), heads.tolist()))

    def reached(source):
        return list(networkx.descendants(graph, source))

else:
    sys.exit(f"there is no `{library}` here")

began = time.process_time()
pairs = sum(int(target[reached(int(source))].sum()) for source in sources)
print(len(sources), time.process_time() - began, pairs)
