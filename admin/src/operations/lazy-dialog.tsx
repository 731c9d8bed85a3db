import { Modal, Skeleton } from 'antd';
import { lazy, Suspense } from 'react';
import type { OperationEntry } from '../../build/describe-office.ts';
import { useWords } from '../providers/i18n.tsx';
import { useFocusReturn } from '../ui/use-focus-return.ts';

export type OperationDialogProps = {
  readonly operation: OperationEntry;
  /** The record it acts on; none for an operation on the whole collection. */
  readonly id?: string;
  readonly about?: string;
  /** Values that are known already, by the names of the input. */
  readonly prefill?: Readonly<Record<string, unknown>>;
  readonly onClose: () => void;
  readonly onDone?: () => void;
};

const OperationForm = lazy(() => import('./dialog.tsx'));

/** The dialog of an operation; the form and the operation's input are loaded when it opens. */
export function OperationDialog(props: OperationDialogProps) {
  const { l } = useWords();
  useFocusReturn();
  return (
    <Suspense
      fallback={
        <Modal open title={l(props.operation.label)} footer={null} onCancel={props.onClose}>
          <Skeleton active />
        </Modal>
      }
    >
      <OperationForm {...props} />
    </Suspense>
  );
}
