// Stands for @stdlib/string-format in the bundle: joins what it is given.
module.exports = (...parts) => parts.join(" ");
