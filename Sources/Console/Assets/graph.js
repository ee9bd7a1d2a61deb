// Draws a journey: dagre lays out, d3 draws and moves. The outline below the graph says the same in words.
const place = document.getElementById("graph");
const data = JSON.parse(document.getElementById("graph-data")?.textContent ?? "null");

const width = 290;
const height = 92;

function layOut({ nodes, edges }) {
  const graph = new window.dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 48, ranksep: 56, marginx: 20, marginy: 20 });
  for (const node of nodes) graph.setNode(node.id, { ...node, width, height });
  edges.forEach((edge, index) => {
    const label = edge.label.length > 34 ? `${edge.label.slice(0, 33)}…` : edge.label;
    const size = label ? { width: label.length * 7 + 12, height: 20, labelpos: "c" } : {};
    graph.setEdge(edge.from, edge.to, { label, ...size }, String(index));
  });
  window.dagre.layout(graph);
  return graph;
}

function drawEdges(root, graph) {
  const line = d3.line().x((p) => p.x).y((p) => p.y).curve(d3.curveBasis);
  for (const id of graph.edges()) {
    const edge = graph.edge(id);
    root.append("path").attr("class", "edge").attr("marker-end", "url(#arrow)").attr("d", line(edge.points));
    if (!edge.label) continue;
    const label = root.append("g").attr("transform", `translate(${edge.x},${edge.y})`);
    label.append("rect").attr("class", "label-ground").attr("rx", 4)
      .attr("x", -edge.width / 2).attr("y", -10).attr("width", edge.width).attr("height", 20);
    label.append("text").attr("class", "soft").attr("text-anchor", "middle").attr("dy", 4).text(edge.label);
  }
}

const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

function drawNode(root, node) {
  const link = root.append("a").attr("href", node.people).attr("data-step", node.id)
    .attr("aria-label", `${node.title}, ${node.kind}, ${node.when}: ${node.reached} came in, ${node.waiting} waiting, ${node.failed} failed`)
    .attr("transform", `translate(${node.x - width / 2},${node.y - height / 2})`);
  link.append("title").text(`${node.title}\n${node.summary}\n${node.when}`);
  link.append("rect").attr("class", "box").attr("width", width).attr("height", height).attr("rx", 9);
  link.append("rect").attr("class", `stripe ${node.kind.replaceAll(" ", "-")}`).attr("width", 5)
    .attr("height", height - 18).attr("x", 0).attr("y", 9).attr("rx", 2);
  const text = (y, content, kind) =>
    link.append("text").attr("class", kind).attr("x", 16).attr("y", y).text(content);
  text(23, cut(node.title, 34), "title");
  text(41, cut(`${node.kind} · ${node.when}`, 46), "soft");
  text(60, cut(node.sends || node.summary, 46), "soft");
  const sums = text(80, "", "sums");
  const live = (name, word, kind) => {
    sums.append("tspan").attr("data-live", `step.${node.id}.${name}`).attr("class", kind ?? "").text(node[name]);
    sums.append("tspan").text(word);
  };
  live("reached", " in = ");
  live("left", " on + ");
  live("waiting", " wait + ");
  live("exited", " left + ");
  live("failed", " failed");
}

/** Fits the whole graph, then lets it be moved and zoomed; arrow keys move it too. */
function letMove(svg, root, graph) {
  const { width: w, height: h } = graph.graph();
  const zoom = d3.zoom().scaleExtent([0.2, 2]).on("zoom", () => root.attr("transform", d3.event.transform));
  svg.call(zoom).on("dblclick.zoom", null).on("wheel.zoom", null);
  const fit = () => {
    const box = place.getBoundingClientRect();
    const tall = Math.min(1, box.width / w);
    place.style.height = `${Math.min(Math.max(h * tall + 8, 240), 900)}px`;
    const scale = Math.min(1, box.width / w, place.clientHeight / h);
    const x = (box.width - w * scale) / 2;
    svg.call(zoom.transform, d3.zoomIdentity.translate(x, Math.max(0, (place.clientHeight - h * scale) / 2)).scale(scale));
  };
  fit();
  window.addEventListener("resize", fit);
  place.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
    if (steps[event.key]) svg.call(zoom.translateBy, ...steps[event.key]);
    else if (event.key === "+") svg.call(zoom.scaleBy, 1.2);
    else if (event.key === "-") svg.call(zoom.scaleBy, 1 / 1.2);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
}

function draw() {
  const graph = layOut(data);
  const svg = d3.select(place).append("svg");
  svg.append("defs").append("marker").attr("id", "arrow").attr("viewBox", "0 0 10 10").attr("refX", 9).attr("refY", 5)
    .attr("markerWidth", 7).attr("markerHeight", 7).attr("orient", "auto")
    .append("path").attr("class", "arrow").attr("d", "M0 0L10 5L0 10z");
  const root = svg.append("g");
  drawEdges(root, graph);
  for (const id of graph.nodes()) drawNode(root, graph.node(id));
  letMove(svg, root, graph);
}

if (place && data && window.d3 && window.dagre) draw();
else place?.closest("section").remove();
