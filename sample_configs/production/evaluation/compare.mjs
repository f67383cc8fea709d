// Fails when fewer cases pass than on the main branch.
import { readFileSync } from "node:fs";

const [before, after] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path, "utf8")).results.stats.successes);
console.log(`${before} cases passed before, ${after} pass now`);
process.exit(after < before ? 1 : 0);
