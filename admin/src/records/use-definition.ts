import { use } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { loadResource } from '../office.ts';

/** The definition of a resource; suspends until its chunk is here. */
export const useDefinition = (name: string): ResourceDefinition => use(loadResource(name));
