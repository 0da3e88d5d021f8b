"""What tests share: servers, people, factories."""
