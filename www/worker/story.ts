// The bundled story, as a file that is fetched when it is first asked for.

import story from "../../src/text/corpora/story.txt?raw";

export { story };
