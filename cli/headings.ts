/** Where a command stands in `veilgrid --help`: by who uses it, and a household's by the course of its day. */
import type { Command } from 'commander';

/** In this order; of one heading's commands the core's come first, then the rooms' as main.ts lists them. */
export const HEADINGS = {
  money: 'Households:',
  ordering: 'Households:',
  settling: 'Households:',
  organisations: 'Organisations:',
  anybody: 'Anybody:',
  nodes: 'Who runs a node:',
} as const;

/** The commands of a room. */
export type RoomCommands = { readonly [Place in keyof typeof HEADINGS]?: readonly Command[] };

/** All rooms' commands in the order of the help, each under its heading. */
export function underHeadings(rooms: readonly RoomCommands[]): Command[] {
  const places = Object.keys(HEADINGS) as (keyof typeof HEADINGS)[];
  return places.flatMap((place) =>
    rooms.flatMap((room) => (room[place] ?? []).map((command) => command.helpGroup(HEADINGS[place]))),
  );
}
