// Draws a journey: dagre lays out, d3 draws and moves. The outline below the graph says the same in words.
const place = document.getElementById("graph");
const data = JSON.parse(document.getElementById("graph-data")?.textContent ?? "null");

const height = 92;
const inset = 16;
const [narrowest, widest] = [220, 420];
/** A journey that runs while somebody looks gets longer numbers: room for six digits from the start. */
const roomyNumber = "888,888";

const pen = document.createElement("canvas").getContext("2d");
const fonts = {};

/** How wide `text` will be in the font that the style sheet gives `kind`. */
function widthOf(text, kind) {
  pen.font = fonts[kind] ??= fontOf(kind);
  return pen.measureText(text).width;
}

function fontOf(kind) {
  const svg = place.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
  const sample = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "text"));
  sample.setAttribute("class", kind);
  const style = getComputedStyle(sample);
  const font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  svg.remove();
  return font;
}

/** What is drawn of `text` in so much room: all of it, or its beginning. */
function fitted(text, kind, room) {
  if (widthOf(text, kind) <= room) return text;
  let end = text.length;
  while (end > 1 && widthOf(`${text.slice(0, end)}…`, kind) > room) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

const sums = [["reached", " in = "], ["out", " out + "], ["waiting", " waiting + "], ["failed", " failed"]];
const lines = (node) => [
  { y: 23, kind: "title", text: node.title },
  { y: 41, kind: "soft", text: `${node.kind} · ${node.when}` },
  { y: 60, kind: "soft", text: node.sends || node.summary },
];

/** As wide as its longest line: the sums always fit, the rest is cut where it would be too wide. */
function widthOfNode(node) {
  const number = (name) => (node[name].length > roomyNumber.length ? node[name] : name === "failed" ? "888" : roomyNumber);
  const total = widthOf(sums.map(([name, word]) => number(name) + word).join(""), "sums");
  const longest = Math.max(...lines(node).map((line) => widthOf(line.text, line.kind)));
  return Math.ceil(Math.max(narrowest, total + 2 * inset, Math.min(longest + 2 * inset, widest)));
}

function layOut({ nodes, edges }) {
  const graph = new window.dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 48, ranksep: 56, marginx: 20, marginy: 20 });
  const width = Math.max(...nodes.map(widthOfNode));
  for (const node of nodes) graph.setNode(node.id, { ...node, width, height });
  edges.forEach((edge, index) => {
    const label = fitted(edge.label, "soft", width);
    const size = label ? { width: widthOf(label, "soft") + 12, height: 20, labelpos: "c" } : {};
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

function drawNode(root, node) {
  const link = root.append("a").attr("href", node.people).attr("data-step", node.id)
    .attr("aria-label", `${node.title}, ${node.kind}, ${node.when}: ${node.reached} came in, ${node.out} went out, ${node.waiting} waiting, ${node.failed} failed`)
    .attr("transform", `translate(${node.x - node.width / 2},${node.y - height / 2})`);
  link.append("title").text(`${node.title}\n${node.summary}\n${node.when}`);
  link.append("rect").attr("class", "box").attr("width", node.width).attr("height", height).attr("rx", 9);
  link.append("rect").attr("class", `stripe ${node.kind.replaceAll(" ", "-")}`).attr("width", 5)
    .attr("height", height - 18).attr("x", 0).attr("y", 9).attr("rx", 2);
  for (const { y, kind, text } of lines(node)) {
    link.append("text").attr("class", kind).attr("x", inset).attr("y", y).text(fitted(text, kind, node.width - 2 * inset));
  }
  const total = link.append("text").attr("class", "sums").attr("x", inset).attr("y", 80);
  for (const [name, word] of sums) {
    total.append("tspan").attr("data-live", `step.${node.id}.${name}`).text(node[name]);
    total.append("tspan").text(word);
  }
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
