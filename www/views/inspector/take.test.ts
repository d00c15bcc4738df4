import assert from "node:assert/strict";
import { test } from "node:test";
import type { Term } from "../../client/api/index.ts";
import { cell, number, sumAs, tensorAs } from "./take.ts";

const tensor = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });

test("does a tensor leave in full, in all three formats?", () => {
  const W = tensor([2, 3], 0.1, -2, 3e-8, 4, 5, NaN);
  assert.equal(tensorAs("csv", "W", W), "0.1,-2,3e-8\n4,5,NaN\n");
  assert.equal(
    tensorAs("numpy", "W", W),
    "W = np.array([[0.1, -2, 3e-8],\n [4, 5, np.nan]], dtype=np.float32)  # 2 x 3\n",
  );
  assert.equal(
    tensorAs("latex", "dW", tensor([1, 2], 0.5, 3e-8)),
    "dW = \\begin{bmatrix}\n0.5 & 3 \\times 10^{-8}\n\\end{bmatrix}\n",
  );
  assert.equal(
    tensorAs("latex", "yhat", tensor([2], 0.5, 0.25)),
    "\\hat{y} = \\begin{bmatrix}\n0.5 \\\\\n0.25\n\\end{bmatrix}\n",
  );
});

test("is a matrix too large for a board written with dots, and the others whole?", () => {
  const large = tensor([40, 30], ...Array.from({ length: 1200 }, (_, i) => i));
  const latex = tensorAs("latex", "E", large);
  assert.match(latex, /\\vdots.*\\ddots/);
  assert.match(latex, /1199\n\\end/);
  assert.equal(tensorAs("csv", "E", large).trim().split("\n").length, 40);
  assert.equal(tensorAs("csv", "E", large).split(/[,\n]/).filter(Boolean).length, 1200);
});

test("does a sum leave with every term, and the minus of yhat - y with it?", () => {
  const terms: Term[] = [
    {
      factors: [
        { tensor: "W", index: [0, 0], value: -2 },
        { tensor: "e", index: [0], value: 0.5 },
      ],
      product: -1,
      sign: 1,
    },
    { factors: [{ tensor: "b", index: [0], value: 3 }], product: 3, sign: 1 },
  ];
  const of = { tensor: "a", index: [0], value: 2 };
  assert.equal(sumAs("latex", of, "sum", terms), "a_{1} = (-2) \\cdot 0.5 + 3 = 2\n");
  assert.equal(
    sumAs("csv", of, "sum", terms),
    'factor 1,value 1,factor 2,value 2,product\n"W[0, 0]",-2,"e[0]",0.5,-1\n"b[0]",3,,,3\n',
  );
  assert.equal(
    sumAs("numpy", of, "sum", terms),
    "# a[0] = 2 (sum)\nterms = np.array([-2 * 0.5,\n 3], dtype=np.float32)\nterms.sum()\n",
  );
  const dz: Term[] = [
    { factors: [{ tensor: "yhat", index: [4], value: 0.25 }], product: 0.25, sign: 1 },
    { factors: [{ tensor: "y", index: [4], value: 1 }], product: -1, sign: -1 },
  ];
  assert.equal(sumAs("latex", { tensor: "dz", index: [4], value: -0.75 }, "sum", dz), "(dz)_{5} = 0.25 - 1 = -0.75\n");
  assert.match(sumAs("numpy", { tensor: "dz", index: [4], value: -0.75 }, "sum", dz), /\[0\.25,\n -1 \* 1\]/);
  const update: Term[] = [
    { factors: [{ tensor: "W", index: [0, 0], value: -0.25 }], product: -0.25, sign: 1 },
    {
      factors: [
        { tensor: "eta", index: [0], value: 0.5 },
        { tensor: "dW", index: [0, 0], value: -0.5 },
      ],
      product: 0.25,
      sign: -1,
    },
  ];
  const W = { tensor: "W", index: [0, 0], value: 0 };
  assert.equal(sumAs("latex", W, "sum", update), "W_{1,1} = (-0.25) - 0.5 \\cdot (-0.5) = 0\n");
  assert.match(sumAs("numpy", W, "sum", update), /\[-0\.25,\n -1 \* 0\.5 \* -0\.5\]/);
  const h: Term[] = [{ factors: [{ tensor: "a", index: [1], value: 0.5 }], product: 0.5, sign: 1 }];
  assert.equal(
    sumAs("latex", { tensor: "h", index: [1], value: 0.46 }, "tanh", h),
    "h_{2} = \\operatorname{tanh}(0.5) = 0.46\n",
  );
});

test("are names and numbers good LaTeX?", () => {
  assert.equal(cell("sigma'", [2]), "\\sigma'(a_{3})");
  assert.equal(cell("U", [1, 2]), "U_{2,3}");
  assert.equal(number(-Infinity), "-\\infty");
});
