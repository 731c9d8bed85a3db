import { Checkbox, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { resourceEntry } from '../office.ts';
import { call } from '../providers/api.ts';
import { failureText, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useFocusReturn } from '../ui/use-focus-return.ts';
import { columnLabel } from './export.ts';

/** How long revealed values stay on the screen, in seconds. */
const shownFor = 30;

type Values = Readonly<Record<string, unknown>>;

/** Revealed values and the seconds until they are forgotten. */
export function useRevealed() {
  const [revealed, setRevealed] = useState<Values>({});
  const [secondsLeft, setSecondsLeft] = useState(0);
  useEffect(() => {
    if (secondsLeft === 0) return;
    const timer = setTimeout(() => {
      if (secondsLeft === 1) setRevealed({});
      setSecondsLeft(secondsLeft - 1);
    }, 1000);
    return () => clearTimeout(timer);
  }, [secondsLeft]);
  const show = (values: Values) => {
    setRevealed(values);
    setSecondsLeft(shownFor);
  };
  const hide = () => {
    setRevealed({});
    setSecondsLeft(0);
  };
  return { revealed, secondsLeft, show, hide };
}

type RevealProps = {
  readonly definition: ResourceDefinition;
  readonly record: Row;
  readonly fields: readonly string[];
  readonly onClose: () => void;
  readonly onRevealed: (values: Values) => void;
};

/** Asks for masked values: which, and what for. */
export function RevealDialog({ definition, record, fields, onClose, onRevealed }: RevealProps) {
  const words = useWords();
  const { t } = words;
  useFocusReturn();
  const [names, setNames] = useState<readonly string[]>(fields);
  const [purpose, setPurpose] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    if (!purpose.trim()) return setProblem(words.problemText({ key: 'field.required' }));
    setBusy(true);
    try {
      const path = `${resourceEntry(definition.name).path}/${record.id}/reveal`;
      const { data } = await call<{ data: Values }>(path, { method: 'POST', body: { fields: names, purpose: purpose.trim() } });
      onRevealed(data);
      onClose();
    } catch (error) {
      setProblem(failureText(error, words.language, t('state.offline')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={t('reveal.button')}
      okText={t('act.confirm')}
      cancelText={t('act.cancel')}
      okButtonProps={{ loading: isBusy, disabled: names.length === 0 }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <p className="hint">{t('reveal.help', { n: shownFor })}</p>
      <fieldset className="plain">
        <legend>{t('reveal.fields')}</legend>
        <Checkbox.Group value={[...names]} onChange={setNames} options={fields.map((name) => ({ value: name, label: columnLabel(definition, name, words) }))} />
      </fieldset>
      <label htmlFor="reveal-purpose">{t('reveal.purpose')}</label>
      <Input.TextArea id="reveal-purpose" autoSize={{ minRows: 2 }} value={purpose} onChange={(event) => setPurpose(event.target.value)} />
      {problem && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
    </Modal>
  );
}
