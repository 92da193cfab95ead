// A number of this page as it is read: three digits, a real minus.
export const fixed = (value) => value.toFixed(3).replace("-", "−");
