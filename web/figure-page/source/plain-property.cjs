// Stands for @stdlib/utils-define-nonenumerable-read-only-property in the bundle.
module.exports = (object, name, value) => {
  Object.defineProperty(object, name, { value });
};
