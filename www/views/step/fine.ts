/** Which numbers a fine step is shown with. */

export type Column = "z" | "shifted" | "exponentials" | "yhat" | "dyhat" | "product" | "dz";

const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  "softmax.max": ["z"],
  "softmax.shift": ["z", "shifted"],
  "softmax.exp": ["shifted", "exponentials"],
  "softmax.sum": ["shifted", "exponentials"],
  "softmax.divide": ["exponentials", "yhat"],
  "dz.dyhat": ["yhat", "dyhat"],
  "dz.jacobian": ["yhat", "dyhat"],
  "dz.product": ["dyhat", "product", "dz"],
};

/** The columns of a fine step's table; none for another step. */
export function columnsOf(id: string): readonly Column[] {
  return COLUMNS[id] ?? [];
}
