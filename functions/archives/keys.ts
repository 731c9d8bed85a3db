/** Where an upload waits to be checked. */
export const inboxKey = (id: string): string => `scan/${id}`;

/** Content address of a kept paper: the same bytes of the same record have one place. */
export const archiveKey = (id: string, sha256: string): string => `sha256/${sha256}/${id}`;
