// Faults gathered over a whole site, said once each with the number of pages and some of their names.
import assert from "node:assert/strict";

// Fails when faults, a list of [file, fault], is not empty.
export function assertNone(faults) {
  const byFault = new Map();
  for (const [file, fault] of faults) byFault.set(fault, [...(byFault.get(fault) ?? []), file]);
  const lines = [...byFault]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .map(([fault, files]) => {
      const named = [...new Set(files)].sort();
      const more = named.length > 3 ? ` and ${named.length - 3} more` : "";
      return `${fault}\n    in ${named.slice(0, 3).join(", ")}${more}`;
    });
  const rest = lines.length > 60 ? `\n… and ${lines.length - 60} other faults` : "";
  assert.ok(faults.length === 0, `${faults.length} faults:\n${lines.slice(0, 60).join("\n")}${rest}`);
}
