/**
 * A number of this page as it is read: three digits, a real minus.
 *
 * @param {number} value
 */
export const fixed = (value) => value.toFixed(3).replace("-", "−");
