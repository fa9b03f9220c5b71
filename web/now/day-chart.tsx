export const DayChart = () => null;
