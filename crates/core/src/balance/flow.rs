//! The cheapest flow through a small network, by successive shortest paths. Exact; for a dozen nodes.

/// Edges come in pairs: each with its way back, which is at the next index.
#[derive(Debug)]
pub(super) struct Network {
    nodes: usize,
    edges: Vec<Edge>,
}

#[derive(Debug)]
struct Edge {
    from: usize,
    to: usize,
    room: u64,
    cost: i64,
}

impl Network {
    pub(super) fn new(nodes: usize) -> Self {
        Self { nodes, edges: Vec::new() }
    }

    /// Adds an edge that carries up to `room`, at `cost` a unit.
    pub(super) fn connect(&mut self, from: usize, to: usize, room: u64, cost: i64) {
        if room > 0 {
            self.edges.push(Edge { from, to, room, cost });
            self.edges.push(Edge { from: to, to: from, room: 0, cost: -cost });
        }
    }

    /// The least cost of sending `amount` from `source` to `sink`; `None` if so much does not fit through, or
    /// not for less than `limit`.
    pub(super) fn cheapest(mut self, source: usize, sink: usize, amount: u64, limit: u128) -> Option<u128> {
        let (mut left, mut spent) = (amount, 0_u128);
        while left > 0 {
            let (path, cost) = self.shortest_path(source, sink)?;
            let room = path.iter().map(|edge| self.edges[*edge].room).min()?.min(left);
            for edge in path {
                self.edges[edge].room -= room;
                self.edges[edge ^ 1].room += room;
            }
            left -= room;
            spent += u128::from(room) * cost;
            if spent >= limit {
                return None;
            }
        }
        Some(spent)
    }

    /// The cheapest path with room, edge by edge, and its cost a unit (Bellman and Ford).
    fn shortest_path(&self, source: usize, sink: usize) -> Option<(Vec<usize>, u128)> {
        let mut reached: Vec<Option<(i64, usize)>> = vec![None; self.nodes];
        reached[source] = Some((0, usize::MAX));
        let mut changed = true;
        while changed {
            changed = false;
            for (index, edge) in self.edges.iter().enumerate().filter(|(_, edge)| edge.room > 0) {
                let Some((cost, _)) = reached[edge.from] else { continue };
                if reached[edge.to].is_none_or(|(known, _)| cost + edge.cost < known) {
                    reached[edge.to] = Some((cost + edge.cost, index));
                    changed = true;
                }
            }
        }
        let (cost, _) = reached[sink]?;
        let (mut path, mut node) = (Vec::new(), sink);
        while node != source {
            let (_, edge) = reached[node]?;
            path.push(edge);
            node = self.edges[edge].from;
        }
        Some((path, u128::try_from(cost).ok()?))
    }
}
