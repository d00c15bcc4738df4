// What folds the small print of a figure, in every room.

export const counted = "How this was counted";
