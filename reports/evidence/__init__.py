"""Files behind a report [Minh chứng]: received, judged by content, stored, shown, given back."""
