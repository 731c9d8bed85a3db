import type { Label } from '../label.ts';
import type { CsvKey } from './read-csv.ts';
import type { XlsxKey } from './read-xlsx.ts';

/** Why an uploaded table cannot be read at all; `{…}` names a parameter of the refusal. */
export const tableFileMessages = {
  'file.empty': { zh: '文件是空的', en: 'The file is empty' },
  'file.encoding': { zh: '无法识别文件编码，请另存为 UTF-8 或 GB18030', en: 'The encoding is neither UTF-8 nor GB18030' },
  'file.notText': { zh: '文件不是 CSV 文本', en: 'The file is not CSV text' },
  'file.unclosedQuote': { zh: '第 {row} 行的引号没有结束', en: 'The quotation mark opened in row {row} is never closed' },
  'file.isXls': {
    zh: '旧版 .xls 或加密的工作簿无法读取，请另存为不加密的 .xlsx',
    en: 'Old .xls and encrypted workbooks cannot be read; save as .xlsx without a password',
  },
  'file.notXlsx': { zh: '文件不是 .xlsx 工作簿，或已损坏', en: 'The file is not an .xlsx workbook, or is damaged' },
  'file.tooLarge': { zh: '文件解压后超过 {max} MB', en: 'The file is larger than {max} MB when unpacked' },
  'file.tooManyCells': { zh: '工作表“{sheet}”超过 {max} 个单元格', en: 'Sheet “{sheet}” has more than {max} cells' },
} as const satisfies Record<CsvKey | XlsxKey, Label>;
