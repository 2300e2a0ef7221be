// A stand-in for services, a paper of whose works it knows two, and the user's own settings that lead there.
//
//   node stand_in.mjs HOME FOLDER      the paper goes to FOLDER; it answers until it is ended

import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const works = [
  ["Rivers of the Northern Valleys and their Fish", "Ida", "Blum", 2019, "10.1000/rivers.1"],
  ["Learning to Read Maps without Supervision", "Petra", "Moss", 2021, "10.1000/maps.2"],
].map(([title, given, family, year, DOI]) => ({
  DOI, title: [title], author: [{ given, family }], issued: { "date-parts": [[year]] }, type: "journal-article",
  "container-title": ["Journal of Valleys"],
}));

const unknown = ["Glaciers", "Harbours", "Islands", "Deserts", "Lagoons", "Meadows", "Canyons"];
const entry = (key, author, title, year) =>
  `@article{${key},\n  author = {${author}},\n  title = {${title}},\n  journal = {Journal of Valleys},\n  year = {${year}},\n}\n\n`;

function answer(asked) {
  const meant = works.filter((it) => asked.includes(it.DOI) || asked.includes(it.title[0]));
  const agency = (doi) => (works.some((it) => it.DOI === doi) ? { DOI: doi, RA: "Crossref" } : { DOI: doi, status: "DOI does not exist" });
  const of = "/doi/doiRA/";
  return asked.startsWith(of) ? asked.slice(of.length).split(",").map(agency) : { status: "ok", message: { items: meant } };
}

/** Writes the files and starts it: the requests that came, the file of the user's settings, how it is ended. */
export async function standIn(home, paper) {
  const came = [];
  const server = createServer((request, response) => {
    const asked = decodeURIComponent(request.url).replaceAll("+", " ");
    came.push(asked);
    response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(answer(asked)));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${server.address().port}`;
  const own = join(home, ".config/lacuna/services.toml");
  mkdirSync(paper, { recursive: true });
  mkdirSync(dirname(own), { recursive: true });
  writeFileSync(own, `services = ["doi", "crossref"]\n[addresses]\ndoi = "${address}/doi"\ncrossref = "${address}/crossref"\n`);
  writeFileSync(join(paper, "asked.bib"), entry("quint2021", "Quint, Xaver", works[1].title[0], 2021) +
    unknown.map((it) => entry(it.toLowerCase(), "Known, Nobody", `${it} that Nobody has Ever Charted`, 2020)).join(""));
  writeFileSync(join(paper, "asked.tex"), `\\documentclass{article}
\\begin{document}
Maps are read \\cite{quint2021}, and much else \\cite{${unknown.map((it) => it.toLowerCase())}}.
As shown by __**Blum et al., "${works[0].title[0]}"**__.
\\bibliography{asked}
\\end{document}
`);
  return { came, own, close: () => server.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await standIn(process.argv[2], process.argv[3]);
