/** The one door to Refine: every other file imports from here, so that leaving it means rewriting this file. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { noteChange } from './providers/changes.ts';

export { type DataProvider, type HttpError, Refine, useCreate, useDelete, useList, useOne, useUpdate } from '@refinedev/core';
export { default as routerProvider } from '@refinedev/react-router';

/** Asks again for everything on the page: an operation may change records of several resources. */
export function useRefreshAll(): () => void {
  const client = useQueryClient();
  return useCallback(() => {
    noteChange();
    void client.invalidateQueries();
  }, [client]);
}
