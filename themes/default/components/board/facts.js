// The names of situations, phases and services, and the cards to open first:
// assets/board.js, read when a crisis is declared.
export const root = document.currentScript && document.currentScript.src.replace(/assets\/[^/]*$/, "");

const facts = () => self.planblancBoard || { scenarios: [], phases: [], services: [], first: [] };
const listOf = (kind) => facts()[kind + "s"];
export const placeOf = (kind, id) => listOf(kind).findIndex(([other]) => other == id);
export const addressOf = (kind, id) => root + listOf(kind)[placeOf(kind, id)][2];

// nameOf is a term's words; an edition that has dropped it still has its id.
export const nameOf = (kind, id) => (listOf(kind)[placeOf(kind, id)] || [0, id])[1];

const runs = []; // that wait for them
let lost = false;

// withFacts runs once they are there, or known to be lost.
export function withFacts(run) {
  if (self.planblancBoard || lost) return run();
  if (runs.push(run) > 1) return;
  const script = document.createElement("script");
  script.src = root + "assets/board.js";
  script.onload = script.onerror = () => {
    lost = !self.planblancBoard;
    runs.forEach((run) => run());
  };
  document.head.append(script);
}

// firstFor gives the cards to open first, [code, title, URL], or nothing for a
// service that the situation has no page for. Without a service, for everyone.
export function firstFor(scenario, service, phase) {
  const { cards, first, sets } = facts();
  const row = (first[placeOf("scenario", scenario)] || [])[service ? placeOf("service", service) + 1 : 0];
  return row && sets[row[placeOf("phase", phase) + 1]].map((n) => cards[n]);
}
