// Run by Node: prints as JSON what gift-pegjs reads in a file.
const { readFileSync } = require("node:fs");
const [, , parser, file] = process.argv;
console.log(JSON.stringify(require(parser).parse(readFileSync(file, "utf8"))));
