#include "config/nesting.h"

#include <algorithm>
#include <variant>

namespace kepu::config {
namespace {

// By playlist, with what it contains and what contains it.
struct Graph {
  std::vector<std::vector<std::uint32_t>> contains, contained_in;
};

Graph graph_of(const std::vector<Playlist>& playlists) {
  Graph graph;
  graph.contains.resize(playlists.size());
  graph.contained_in.resize(playlists.size());
  for (std::uint32_t outer = 0; outer < playlists.size(); ++outer) {
    for (const Item& item : playlists[outer].items) {
      const auto* take = std::get_if<TakeItem>(&item);
      if (take == nullptr) continue;
      graph.contains[outer].push_back(take->playlist);
      graph.contained_in[take->playlist].push_back(outer);
    }
  }
  return graph;
}

// From the innermost outwards; what is never reached contains a cycle.
std::vector<std::uint32_t> depths(const Graph& graph) {
  const std::size_t count = graph.contains.size();
  std::vector<std::uint32_t> depth(count, 0);
  std::vector<std::uint32_t> deepest(count, 0);
  std::vector<std::size_t> open(count);  // how many of those it contains have no depth yet
  std::vector<std::uint32_t> ready;
  for (std::uint32_t i = 0; i < count; ++i) {
    open[i] = graph.contains[i].size();
    if (open[i] == 0) ready.push_back(i);
  }
  while (!ready.empty()) {
    const std::uint32_t inner = ready.back();
    ready.pop_back();
    depth[inner] = deepest[inner] + 1;
    for (const std::uint32_t outer : graph.contained_in[inner]) {
      deepest[outer] = std::max(deepest[outer], depth[inner]);
      if (--open[outer] == 0) ready.push_back(outer);
    }
  }
  return depth;
}

// Every playlist without a depth contains another such one: whoever walks on ends in a circle.
std::vector<std::vector<std::uint32_t>> cycles(const Graph& graph, const std::vector<std::uint32_t>& depth) {
  std::vector<std::vector<std::uint32_t>> found;
  std::vector<std::uint32_t> walked(depth.size(), 0);  // in which walk, from 1
  for (std::uint32_t start = 0; start < depth.size(); ++start) {
    if (depth[start] != 0 || walked[start] != 0) continue;
    std::vector<std::uint32_t> path;
    std::uint32_t at = start;
    while (walked[at] == 0) {
      walked[at] = start + 1;
      path.push_back(at);
      const auto& inner = graph.contains[at];
      at = *std::find_if(inner.begin(), inner.end(), [&depth](std::uint32_t i) { return depth[i] == 0; });
    }
    if (walked[at] != start + 1) continue;  // it led into one that is found already
    found.emplace_back(std::find(path.begin(), path.end(), at), path.end());
  }
  return found;
}

}  // namespace

Nesting nesting_of(const std::vector<Playlist>& playlists) {
  const Graph graph = graph_of(playlists);
  Nesting nesting;
  nesting.depth = depths(graph);
  nesting.cycles = cycles(graph, nesting.depth);
  return nesting;
}

}  // namespace kepu::config
