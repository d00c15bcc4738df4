// A file taken in as text, by Vite.
declare module "*.txt?raw" {
  const text: string;
  export default text;
}
