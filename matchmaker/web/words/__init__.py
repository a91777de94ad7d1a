"""What pages and mails say of codes and states, in the language of the reader."""
